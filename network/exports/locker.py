"""The child process of `locking.py`: reads a password from its input, writes a file that opens with it alone.

Run by `child.py` as a script, `locker.py FORMAT SOURCE TARGET`, never imported.
"""

import secrets
import sys
from pathlib import Path


def lock_xlsx(source: Path, target: Path, password: str) -> None:
    """ECMA-376 agile encryption, as Excel has it since 2010: AES-256, the password hashed 100,000 times by SHA-512."""
    from msoffcrypto.format.ooxml import OOXMLFile

    with source.open("rb") as plain, target.open("xb") as locked:
        OOXMLFile(plain).encrypt(password, locked)


def lock_pdf(source: Path, target: Path, password: str) -> None:
    """AES-256 of PDF 2.0 (revision 6). The owner's password is one that nobody knows."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=source)
    writer.encrypt(password, secrets.token_urlsafe(32), algorithm="AES-256")
    with target.open("xb") as locked:
        writer.write(locked)


if __name__ == "__main__":
    lock = {"xlsx": lock_xlsx, "pdf": lock_pdf}[sys.argv[1]]
    lock(Path(sys.argv[2]), Path(sys.argv[3]), sys.stdin.buffer.read().decode())
