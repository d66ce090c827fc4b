"""Letters by e-mail: an outbox in the database, and what carries them to a mail server."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the app its postman. He walks only where the server starts him."""
    from network.mail.postman import Postman

    app.extensions["postman"] = Postman(app)
