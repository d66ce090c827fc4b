"""Old links to a merged record lead to the one that stays, for whoever may read that."""

from typing import Any

from flask import Response, request
from flask_login import current_user

from network.access.policy import Action
from network.access.scope import allowed
from network.members.models import Member
from network.merging import queries
from network.web.pages import found_at


def forwarded(model: Any, ids: dict[str, Any]) -> Response | None:
    """The way to the same page of the record that stays; None where there is none, or none that she may read."""
    uid = ids.get("member_uid") or ids.get("uid")
    if model is not Member or uid is None or request.endpoint is None:
        return None
    member = queries.stays_for(uid)
    if member is None or not allowed(current_user, Action.MEMBER_VIEW, member):
        return None
    arguments = {**(request.view_args or {}), "member_uid": member.uid}
    return found_at(request.endpoint, **arguments)
