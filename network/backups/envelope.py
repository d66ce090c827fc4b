"""The envelope of a backup: lines packed and encrypted on their way to the disk, and back, never all at once."""

import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pyrage

from network.backups.manifest import Unusable, broken

_GZIP = 31  # zlib's word for it
#: Bytes that are unpacked at once, and the longest row that is believed.
_PIECE, _LONGEST = 1 << 20, 1 << 28

_OTHER_KEY = "This key does not open the backup: it was encrypted for another one. Nothing was changed."


def encrypt(lines: Iterator[bytes], path: Path, to: list[Any]) -> str:
    """Write it, so that it is on the disk when this returns. Gives the file's SHA-256."""
    with path.open("w+b") as file:
        pyrage.encrypt_io(_Stream(_compressed(lines)), file, to)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


def _compressed(lines: Iterator[bytes]) -> Iterator[bytes]:
    pack = zlib.compressobj(wbits=_GZIP)
    for block in lines:
        yield pack.compress(block)
    yield pack.flush()


class _Stream:
    """What an iterator gives, to be read as a file with `read(size)`."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, memoryview(b"")

    def read(self, size: int) -> bytes:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._rest = memoryview(block)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)


def decrypt(path: Path, identities: list[Any], take: Callable[[bytes], None], advance: Callable[[int], object]) -> None:
    """Hand every line to `take`, as it comes, and to `advance` how many bytes of the file were read.

    A line may come out of a file that turns out to be broken behind it. Raises Unusable.
    """
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(_Counted(file, advance), _Lines(take), identities)
    except pyrage.DecryptError as error:
        if "matching keys" in str(error):
            raise Unusable(_OTHER_KEY) from error
        raise broken("its head cannot be read") from error
    except OSError as error:
        if error.errno is not None:  # the disk's own, not what age says of a wrong block
            raise
        raise broken("a block is not as it was written") from error


class _Counted:
    """A file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], advance: Callable[[int], object]) -> None:
        self._file, self._advance = file, advance

    def read(self, size: int = -1) -> bytes:
        taken = self._file.read(size)
        self._advance(len(taken))
        return taken


class _Lines:
    """Where decrypted bytes are written to: it unpacks them and hands on line by line."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take, self._unpack, self._rest = take, zlib.decompressobj(wbits=_GZIP), b""

    def write(self, data: bytes) -> int:
        size = len(data)
        while data:
            try:
                piece = self._unpack.decompress(data, _PIECE)
            except zlib.error as error:
                raise broken("it cannot be unpacked") from error
            data = self._unpack.unconsumed_tail
            *lines, self._rest = (self._rest + piece).split(b"\n")
            for line in lines:
                self._take(line)
            if len(self._rest) > _LONGEST:
                raise broken("a row has no end")
        return size

    def flush(self) -> None:
        """As a file has it."""
