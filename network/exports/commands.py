"""Keeping layouts: one's own only."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from network.audit.changes import Author, change
from network.audit.events import Event
from network.database import db
from network.errors import Refused
from network.exports.models import Layout

#: Layouts of one list that one account may keep: as many as can be chosen from at a glance.
MOST_LAYOUTS = 30


class TooManyLayouts(Refused):
    """The choice would no longer be one."""

    sentence = _l("You keep as many layouts as there is room for. Remove one first.")


class NameTaken(Refused):
    """Two layouts of one list cannot be told apart by their name."""

    sentence = _l("You have a layout of this name already.")


def save_layout(list_name: str, name: str, columns: list[str], filters: dict[str, Any], *, by: Author) -> Layout:
    """Keep these columns and filters under the name; a layout that has it already is replaced."""
    try:
        with change(Event.LAYOUT_SAVED, by=by) as note:
            own = _own(by).where(Layout.list_name == list_name).with_for_update()
            kept = {layout.name: layout for layout in db.session.scalars(own)}
            layout = kept.get(name)
            if layout is None:
                if len(kept) >= MOST_LAYOUTS:
                    raise TooManyLayouts(field="name")
                layout = Layout(account_id=by.account_id, list_name=list_name, name=name)
                db.session.add(layout)
            layout.columns, layout.filters = columns, filters
            db.session.flush()
            note.about(layout)
        return layout
    except IntegrityError as error:  # pressed twice at once
        raise NameTaken(field="name") from error


def rename_layout(layout_id: int, name: str, *, by: Author) -> Layout:
    """Give one's own layout another name."""
    try:
        with change(Event.LAYOUT_SAVED, by=by) as note:
            layout = _locked(layout_id, by)
            layout.name = name
            db.session.flush()
            note.about(layout)
        return layout
    except IntegrityError as error:
        raise NameTaken(field="name") from error


def remove_layout(layout_id: int, *, by: Author) -> None:
    """Forget one's own layout."""
    with change(Event.LAYOUT_REMOVED, by=by) as note:
        layout = _locked(layout_id, by)
        note.about(layout)
        db.session.delete(layout)


def _own(by: Author) -> sa.Select[Layout]:
    return sa.select(Layout).where(Layout.account_id == by.account_id)


def _locked(layout_id: int, by: Author) -> Layout:
    layout = db.session.scalar(_own(by).where(Layout.id == layout_id).with_for_update())
    if layout is None:
        raise Refused(_l("This layout was removed in the meantime."))
    return layout
