"""A portrait is written anew: small, upright, with nothing of the sent file in it; or a sentence says why not."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from PIL import Image

from network.errors import Refused
from network.files import portraits
from network.files.portraits import MOST_BYTES, SIDE, portrait
from tests.files import photos


@pytest.fixture
def words() -> Flask:
    """What sentences need to be read, and no database."""
    app = Flask(__name__)
    Babel(app)
    return app


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=["JPEG"])
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_a_small_square_jpeg(kind: str) -> None:
    image = opened(portrait(photos.photo(kind)))
    assert image.size == (SIDE, SIDE)
    assert image.mode == "RGB"
    assert opened(portrait(photos.photo(kind, (40, 60)))).size == (40, 40)


def test_what_is_clear_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(portrait(out.getvalue())).getpixel((25, 25)) == (255, 255, 255)


def test_it_stands_upright_and_says_neither_where_nor_when_nor_with_what() -> None:
    sent = photos.with_place()
    assert photos.PLACE in sent
    assert photos.CAMERA in sent
    made = portrait(sent)
    image = opened(made)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for told in (photos.PLACE, photos.CAMERA, b"made at home", b"Exif"):
        assert told not in made
    # It lay on its side: what was above is to the right now.
    left, right = image.getpixel((20, SIDE // 2)), image.getpixel((SIDE - 20, SIDE // 2))
    assert left[2] > 200 > left[0]
    assert right[0] > 200 > right[2]


def test_a_page_that_pretends_to_be_a_photo_comes_out_as_a_photo_alone() -> None:
    both = photos.photo() + photos.SCRIPT
    inside = photos.photo(comment=photos.SCRIPT)
    for sent in (both, inside):
        assert photos.SCRIPT in sent
        assert b"<" + b"script" not in portrait(sent)


def test_of_an_animation_in_a_kind_that_is_taken_the_first_picture_is_kept() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red, _green, blue = opened(portrait(out.getvalue())).getpixel((30, 30))
    assert red > 200 > blue


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "Choose a photo first"),
        (b"\xff" * (MOST_BYTES + 1), "larger than 5 MB"),
        (photos.bomb(), "too many pixels"),
        (photos.bomb(8_000, 5_001), "too many pixels"),
        (photos.bomb(6_000, 6_000), "damaged"),  # as many as are taken, but they are not there
        (photos.SVG, "JPEG, PNG or WebP"),
        (photos.animation(), "JPEG, PNG or WebP"),
        (photos.SCRIPT, "JPEG, PNG or WebP"),
        (photos.photo()[:3000], "damaged"),
        (photos.photo("PNG")[:300], "damaged"),
        (photos.photo("WEBP")[:300], "damaged|JPEG, PNG or WebP"),
    ],
    ids=["none", "heavy", "bomb", "wide", "hollow", "svg", "gif", "html", "cut jpeg", "cut png", "cut webp"],
)
def test_what_is_no_photo_gets_a_sentence(words: Flask, sent: bytes, sentence: str) -> None:
    with words.test_request_context():
        with pytest.raises(Refused) as refused:
            portrait(sent)
        assert refused.value.field == "photo"
        assert re.search(sentence, str(refused.value.sentence))


def test_the_decoder_is_stopped_where_it_takes_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portraits, "MEMORY", 60_000_000)
    with pytest.raises(Refused):
        portrait(photos.photo("PNG", (6000, 6000)))
    monkeypatch.setattr(portraits, "MEMORY", portraits.child.MEMORY)
    monkeypatch.setattr(portraits, "PATIENCE", 0.01)
    with pytest.raises(Refused):
        portrait(photos.photo())


def test_nothing_of_it_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    portrait(photos.photo())
    with pytest.raises(Refused):
        portrait(photos.photo()[:3000])
    assert list(tmp_path.iterdir()) == []
