"""Static files under hashed names, cached for good, compressed once a process."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, abort, request
from markupsafe import Markup

from network.access.guard import public
from network.config import STATIC

_COMPRESSIBLE = ("text/", "application/javascript", "image/svg+xml", "application/json")


@lru_cache(maxsize=1)
def release() -> str:
    """One hash over all static files. In the address, so that relative addresses inside CSS are cached for good too."""
    digest = hashlib.sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=256)
def _body(path: Path, encoding: str) -> bytes:
    body = path.read_bytes()
    if encoding == "br":
        return bytes(brotli.compress(body, quality=9))
    return gzip.compress(body, 9, mtime=0) if encoding == "gzip" else body


def static_url(name: str) -> str:
    """The address of a static file: changes when any static file changes."""
    return f"/static/{release()}/{name}"


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """One drawing of icons.svg. Decoration: a word or an aria-label stands beside it."""
    return Markup(  # noqa: S704 - names are ours
        '<svg class="icon" aria-hidden="true" focusable="false" width="20" height="20">'
        f'<use href="{static_url("icons.svg")}#{name}"/></svg>'
    )


@public
def serve(version: str, name: str) -> Response:
    """A file of static/. An address of another release still answers, but is not kept."""
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        abort(404)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    encoding = ""
    if kind.startswith(_COMPRESSIBLE) or path.suffix == ".js":
        encoding = next((one for one in ("br", "gzip") if one in request.headers.get("Accept-Encoding", "")), "")
    response = Response(_body(path, encoding), mimetype=kind)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    current = version == release()
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response


def init_app(app: Flask) -> None:
    """Route the files and give templates `static_url`."""
    mimetypes.add_type("text/javascript", ".js")
    app.add_url_rule("/static/<version>/<path:name>", "static", serve)
    app.jinja_env.globals.update(static_url=static_url, drawn_icon=icon)
