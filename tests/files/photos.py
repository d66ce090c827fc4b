"""Photos as people send them, and as people who mean harm do."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

#: Where the camera's clock and place stand in the files below.
PLACE, CAMERA = b"2026:11:26 09:15:00", b"Telephone of Aigul"


def photo(kind: str = "JPEG", size: tuple[int, int] = (900, 1200), **more: Any) -> bytes:
    """A picture: red above, blue below."""
    image = Image.new("RGB", size, "blue")
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 2), fill="red")
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A JPEG lying on its side, with the camera's name, its clock and the place in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, CAMERA.decode(), PLACE.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 52.0, 30.0), 3: "E", 4: (74.0, 35.0, 10.0)})
    return photo(exif=exif, comment=b"made at home")


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few kB that says it is 2,500 megapixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(3_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def animation() -> bytes:
    """A GIF of two pictures."""
    out = io.BytesIO()
    frames = [Image.new("P", (60, 60), n) for n in (1, 2)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
SCRIPT = b"<html><script>alert(document.domain)</script></html>"
