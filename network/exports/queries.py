"""Selects about layouts."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.audit.unchanged import while_unchanged
from network.database import db
from network.exports.models import Layout


@while_unchanged
def layouts(actor: Actor, list_name: str) -> Sequence[Any]:
    """Her own layouts of this list (id, name, columns, filters), by name."""
    own = condition(actor, Action.LAYOUT_MANAGE, Layout), Layout.list_name == list_name
    select = sa.select(Layout.id, Layout.name, Layout.columns, Layout.filters).where(*own)
    return db.session.execute(select.order_by(Layout.name, Layout.id)).all()
