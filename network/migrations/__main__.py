"""`python -m network.migrations "what changes"`: draft a revision from the models, to be read and mended."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from network import create_app, migrations
from network.config import Settings, make_keys
from network.database import db


def main(message: str) -> None:
    """Bring an empty database to the last revision, and write what the models have more."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_keys(folder)
        secret, audit, data = (
            (folder / f"{key}.key").read_text(encoding="ascii") for key in ("secret", "audit", "data")
        )
        url = f"sqlite:///{folder / 'draft.db'}"
        settings = Settings(folder, url, secret_key=secret, audit_key=audit, data_key=data)
        with create_app(settings).app_context():
            if migrations.head() is not None:
                migrations.upgrade()
            migrations.draft(message)
            db.engine.dispose()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or sys.exit(__doc__))
