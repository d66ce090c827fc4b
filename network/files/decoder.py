"""The child process of `portraits.py`: reads a photo from its input, writes a portrait, or the word why there is none.

Run by `child.py` as a script, `decoder.py TARGET SIDE PIXELS`, never imported.
"""

import io
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

#: Only these are tried at all: each decoder more is one more that a hostile file can be made for.
FORMATS = ("JPEG", "PNG", "WEBP")


def portrait(sent: bytes, side: int, pixels: int) -> bytes:
    """The JPEG, or "kind", "large" or "broken"."""
    try:
        image = Image.open(io.BytesIO(sent), formats=FORMATS)
    except Image.DecompressionBombError:
        return b"large"
    except UnidentifiedImageError:
        return b"kind"
    except Exception:  # whatever a decoder makes of a hostile file, it is no photo
        return b"broken"
    if image.width * image.height > pixels:  # of the head alone: nothing is decoded yet
        return b"large"
    try:
        return _written_anew(image, side)
    except Exception:  # whatever a decoder makes of a hostile file, it is no photo
        return b"broken"


def _written_anew(image: Image.Image, side: int) -> bytes:
    """Upright, square, small, on white; a new picture, so that nothing of the old file comes with it."""
    image.draft("RGB", (2 * side, 2 * side))  # a JPEG is decoded smaller at once; others ignore it
    image.load()
    turned = ImageOps.exif_transpose(image)
    short = min(turned.size)
    # A face stands rather in the upper half of an upright photo.
    left, top = (turned.width - short) // 2, (turned.height - short) // 3
    square = turned.crop((left, top, left + short, top + short))
    square = square.convert("RGBA" if "A" in square.getbands() or "transparency" in square.info else "RGB")
    if short > side:
        square = square.resize((side, side), Image.Resampling.LANCZOS)
    new = Image.new("RGB", square.size, "white")
    new.paste(square, mask=square if square.mode == "RGBA" else None)
    made = io.BytesIO()
    new.save(made, "JPEG", quality=86, optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = int(sys.argv[3])
    Path(sys.argv[1]).write_bytes(portrait(sys.stdin.buffer.read(), int(sys.argv[2]), int(sys.argv[3])))
