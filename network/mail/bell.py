"""What is put into the outbox sets out when the change is committed, and not a moment before."""

from typing import Any

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from network.database import db


def wake_after_commit() -> None:
    """Let this process's postman look as soon as the open transaction is committed; not at all if it is undone."""
    db.session().info["letters"] = True


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    if session.info.pop("letters", None):
        postman: Any = current_app.extensions["postman"]
        postman.wake()


@event.listens_for(Session, "after_rollback")
def _undone(session: Session) -> None:
    session.info.pop("letters", None)
