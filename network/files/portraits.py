"""A photo that somebody sent, made into a small portrait of ours: decoded in a process of its own, within bounds."""

import tempfile
from pathlib import Path

from flask_babel import lazy_gettext as _l

from network.errors import Refused
from network.exports import child

#: What may be sent. A telephone makes 3 to 5 MB and 12 megapixels.
MOST_BYTES, MOST_PIXELS = 5 * 1024 * 1024, 40_000_000
#: Pixels of each side of the portrait, at most.
SIDE = 512
#: Seconds and bytes that the decoder may take before it is stopped. Measured: 40 megapixels of a transparent PNG take
#: 2 s and 520 MB on a busy machine.
PATIENCE, MEMORY = 20, 1_000_000_000

#: What the decoder says where it makes no portrait.
_REFUSALS = {
    b"kind": _l("This is no photo that can be shown here. Choose a JPEG, PNG or WebP file."),
    b"large": _l("This photo has too many pixels. Choose one of at most 40 megapixels."),
    b"broken": _l("This file is damaged: the photo in it does not open. Choose another one."),
}


def portrait(sent: bytes) -> bytes:
    """A square JPEG of at most `SIDE` pixels, upright, with nothing in it but the picture. Raises Refused.

    Not inside a change: it takes up to some seconds.
    """
    if not sent:
        raise Refused(_l("Choose a photo first."), field="photo")
    if len(sent) > MOST_BYTES:
        raise Refused(_l("This photo is larger than 5 MB. Choose a smaller one."), field="photo")
    with tempfile.TemporaryDirectory(prefix="network-photo-") as folder:
        target = Path(folder) / "portrait"
        try:
            child.run(
                "decoder",
                str(target),
                str(SIDE),
                str(MOST_PIXELS),
                given=sent,
                patience=PATIENCE,
                memory=MEMORY,
                beside=Path(__file__),
            )
            made = target.read_bytes()
        except (child.Failed, OSError) as error:
            raise Refused(_REFUSALS[b"broken"], field="photo") from error
    if made in _REFUSALS:
        raise Refused(_REFUSALS[made], field="photo")
    return made
