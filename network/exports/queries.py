"""Selects about layouts."""

from collections.abc import Sequence

from network.access.policy import Action
from network.access.scope import Actor, permitted
from network.database import db
from network.exports.models import Layout


def layouts(actor: Actor, list_name: str) -> Sequence[Layout]:
    """Her own layouts of this list, by name."""
    select = permitted(actor, Action.LAYOUT_MANAGE, Layout).where(Layout.list_name == list_name)
    return db.session.scalars(select.order_by(Layout.name, Layout.id)).all()
