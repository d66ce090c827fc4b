"""What work on many puts into the members list: a tick for each, and the bar that says what to do with them.

The list itself knows nothing of it (`web/slots.py`). Whoever chooses all sends no names: the filter stands in the
address, and is asked again on the server.
"""

from typing import Any

from flask import request, url_for
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import may
from network.access.policy import Action
from network.access.scope import reaches
from network.bulk import queries, words
from network.bulk.commands import ACTS, Nobody, TooMany
from network.bulk.kinds import MOST_TICKED, BulkKind
from network.members.choices import agencies_by_state
from network.members.forms import MembersFilter
from network.members.queries import found
from network.vocabulary import State
from network.web.fields import sent_uids
from network.web.pages import fragment
from network.web.slots import fills

#: What the address of the list carries: its filters, and which page of it.
_CARRIED = ("q", "state", "agency", "kind", "standing", "band", "unplaced", "after", "before", "end", "n")


def _address(endpoint: str) -> str:
    carried: dict[str, Any] = {name: request.args[name] for name in _CARRIED if request.args.get(name)}
    return url_for(endpoint, **carried)


def back_to_list() -> str:
    """The page of the list that the form was on."""
    return _address("members.index")


def kinds() -> list[BulkKind]:
    """What the reader may do with many."""
    actions = {kind: act.action for kind, act in ACTS.items()} | {BulkKind.EXPORT: Action.LIST_EXPORT}
    return [kind for kind in BulkKind if may(current_user, actions[kind])]


def chosen() -> Any:
    """Who is meant, as a select: all that the address finds, else those whose rows were sent. Raises Refused."""
    which = request.form.get("which")
    if which == "all":
        states = list(State) if reaches(current_user, Action.MEMBER_LIST) else sorted(current_user.states)
        filters = MembersFilter(states=states, agencies=agencies_by_state(states, closed=True))
        return found(current_user, filters.chosen())[0]
    uids = sent_uids("shown" if which == "page" else "member")
    if not uids:
        raise Nobody
    if len(uids) > MOST_TICKED:
        raise TooMany
    return queries.chosen_ones(current_user, uids)


@fills("members.index.head")
def head() -> str | Markup:
    """The heading of the ticks."""
    return fragment("bulk/_head.html") if may(current_user, Action.BULK_WORK) else ""


@fills("members.index.row")
def tick(one: Any) -> str | Markup:
    """The tick of one row; a code that stands there instead of somebody has none."""
    if not may(current_user, Action.BULK_WORK):
        return ""
    uid = getattr(one, "uid", None)
    return fragment("bulk/_tick.html", uid=uid, name=one.name if uid else "")


@fills("members.index.bar")
def bar(members: Any) -> str | Markup:
    """What to do with them, at the foot of the window."""
    if not may(current_user, Action.BULK_WORK) or not members.rows:
        return ""
    return fragment(
        "bulk/_bar.html",
        members=members,
        action=_address("bulk.choose"),
        kinds=[(kind, words.BRIEF[kind], words.ICONS[kind]) for kind in kinds()],
        most=MOST_TICKED,
        whose=current_user.sign_in_id,
    )
