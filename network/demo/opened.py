"""A third of the demo's people have opened their entry in the directory; some show a portrait, which is drawn."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from PIL import Image, ImageDraw

from network.clock import now
from network.database import db
from network.demo.people import DemoPerson
from network.files.models import StoredFile
from network.members.consents import Consent, Photo
from network.vocabulary import Audience, FileKind, Opened, Sex

#: Ground, clothes, hair and skin of the drawings: nobody's face is in them.
_COLOURS = (
    ("#dbe9e8", "#0b6e75", "#2b2320", "#e0b594"),
    ("#f3e6cd", "#17224d", "#4a2f22", "#efc9a6"),
    ("#e3e6f5", "#5a3b72", "#1e1a1c", "#d3a37f"),
    ("#f2dfd9", "#7a2d3a", "#5b4636", "#f0cfb2"),
    ("#dfeadb", "#34573c", "#32251f", "#c9956f"),
    ("#e9e4da", "#3c4f66", "#7a7470", "#e7bf9f"),
)
_SIDE = 256


def add_opened(people: Sequence[DemoPerson], members: Mapping[str, int]) -> None:
    """Inside the change that fills the demo: every third woman, in turn to her state and to the Network."""
    at = now() - timedelta(days=40)
    portraits = [_drawn(*colours) for colours in _COLOURS]
    consents: list[dict[str, Any]] = []
    for place, person in enumerate(people[1::3]):
        what = [Opened.DIRECTORY]
        if person.email and place % 2 == 0:
            what.append(Opened.EMAIL)
        if person.phone and place % 4 == 0:
            what.append(Opened.PHONE)
        if person.sex is Sex.FEMALE and place % 3 == 0:
            what.append(Opened.PHOTO)
            _add_photo(members[person.number], portraits[place // 3 % len(portraits)], at)
        audience = Audience.STATE if place % 4 == 3 else Audience.NETWORK
        fixed = {"member_id": members[person.number], "audience": audience, "starts_at": at}
        consents += [{**fixed, "what": one} for one in what]
    db.session.execute(sa.insert(Consent), consents)


def _add_photo(member_id: int, portrait: bytes, at: Any) -> None:
    digest = hashlib.sha256(portrait).hexdigest()
    file = StoredFile(kind=FileKind.PHOTO, size=len(portrait), sha256=digest, content=portrait, made_at=at)
    db.session.add(Photo(member_id=member_id, file=file))


def _drawn(ground: str, clothes: str, hair: str, skin: str) -> bytes:
    """Head and shoulders in five shapes."""
    scale = 2  # drawn larger and made small: the edges become smooth
    image = Image.new("RGB", (_SIDE * scale, _SIDE * scale), ground)
    draw = ImageDraw.Draw(image)

    def ellipse(left: int, top: int, right: int, bottom: int, colour: str) -> None:
        draw.ellipse([scale * one for one in (left, top, right, bottom)], fill=colour)

    ellipse(62, 34, 194, 186, hair)
    ellipse(22, 184, 234, 400, clothes)
    ellipse(104, 150, 152, 214, skin)
    ellipse(80, 58, 176, 178, skin)
    draw.pieslice([scale * one for one in (72, 40, 184, 150)], 180, 360, fill=hair)
    out = io.BytesIO()
    image.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).save(out, "JPEG", quality=88)
    return out.getvalue()
