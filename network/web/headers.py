"""What every answer carries: what the browser may do with it, and that it is kept nowhere."""

import secrets

import brotli
from flask import Flask, Response, g, request

from network.config import Settings


def csp_nonce() -> str:
    """This answer's nonce: only scripts that carry it run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def policy() -> str:
    """The Content-Security-Policy of this answer: nothing from elsewhere, no inline style or script."""
    return (
        f"default-src 'none'; script-src 'nonce-{csp_nonce()}'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def init_app(app: Flask) -> None:
    """Add the headers to every answer, errors included, and compress pages."""
    settings: Settings = app.config["SETTINGS"]
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy()
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers["X-Frame-Options"] = "DENY"
        if settings.https:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.after_request
    def compress(response: Response) -> Response:
        if (
            response.mimetype in ("text/html", "application/json")
            and not response.is_streamed
            and not response.direct_passthrough
            and "Content-Encoding" not in response.headers
            and "br" in request.headers.get("Accept-Encoding", "")
            and (response.content_length or 0) > 500
        ):
            # The CSRF token in the page is masked anew each time (web/forms.py), so compressing tells nothing of it.
            response.set_data(brotli.compress(response.get_data(), quality=3))
            response.headers["Content-Encoding"] = "br"
            response.vary.add("Accept-Encoding")
        return response
