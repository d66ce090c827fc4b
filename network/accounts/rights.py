"""The policy table as sentences, for the page "Who can do what"."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.access.policy import POLICY, Action, Grant, Scope
from network.vocabulary import Role
from network.web.formats import either, listed
from network.web.words import label

ACTIONS: dict[Action, Any] = {
    Action.TRAINING_VIEW: _l("See trainings"),
    Action.TRAINING_CREATE: _l("Add a training"),
    Action.TRAINING_EDIT: _l("Edit a training and its sessions"),
    Action.TRAINING_PUBLISH: _l("Publish a training"),
    Action.TRAINING_CANCEL: _l("Cancel a training"),
    Action.TRAINING_ASSIGN: _l("Let a coordinator of another state run a training"),
    Action.ORGANISATION_MANAGE: _l("Keep the list of organisers and supporters"),
    Action.PARTICIPANTS_VIEW: _l("See who takes part (of other states: name, state, agency, role and marks only)"),
    Action.PARTICIPATION_VIEW: _l("See one participation"),
    Action.PARTICIPATION_ADD: _l("Put people on a participants list"),
    Action.PARTICIPATION_EDIT: _l("Change roles on a participants list, remove from it"),
    Action.ATTENDANCE_VIEW: _l("See attendance"),
    Action.ATTENDANCE_MARK: _l("Take attendance of everybody at a training"),
    Action.MEMBER_LIST: _l("See the members list"),
    Action.MEMBER_IDENTIFY: _l("Know who stands on a list (of the shielded: the one coordinator named for her)"),
    Action.MEMBER_VIEW: _l("See a member's record"),
    Action.MEMBER_CREATE: _l("Add a member"),
    Action.MEMBER_IMPORT: _l("Bring in lists of people, and undo that (a coordinator: lists that she sent)"),
    Action.MEMBER_EDIT: _l("Edit a member, her agency, rank and position"),
    Action.MEMBER_MOVE: _l("Move a member to another state"),
    Action.MEMBER_CONTACT_EDIT: _l("Edit contact data"),
    Action.MEMBER_CONTACT_VIEW: _l("See e-mail and phone"),
    Action.MEMBER_BIRTH_VIEW: _l("See the date of birth"),
    Action.MEMBER_NOTES_VIEW: _l("Read notes about a person"),
    Action.MEMBER_INVITE: _l("Invite a member to sign in, make a link for a new password"),
    Action.MEMBER_MERGE: _l("Merge two records of one person, and undo it for 30 days"),
    Action.BULK_WORK: _l("Choose many members and do one thing with them, look at it again, and undo it"),
    Action.MEMBER_ERASE: _l("Erase a person, so that only counts stay"),
    Action.PRIVACY_OWN: _l("Download all that is held, ask for a correction, ask to leave"),
    Action.REQUEST_VIEW: _l("Read what members ask about their data (a coordinator: corrections)"),
    Action.REQUEST_ANSWER: _l("Answer what members ask about their data"),
    Action.MEMBER_SHIELD: _l("Shield a member, and name the coordinator who knows her"),
    Action.CONSENT_DECIDE: _l("Decide who sees a member in the directory"),
    Action.DIRECTORY_VIEW: _l("See people in the directory"),
    Action.PHOTO_VIEW: _l("See a member's photo"),
    Action.AGENCY_VIEW: _l("See agencies"),
    Action.AGENCY_MANAGE: _l("Add, rename, merge and close agencies"),
    Action.RANK_VIEW: _l("See the catalogue of ranks"),
    Action.RANK_MANAGE: _l("Add, correct and close ranks of the catalogue"),
    Action.ACCOUNT_MANAGE: _l("Give and end roles, switch accounts off"),
    Action.ACCOUNT_LINK: _l("Make a link for an account (a coordinator: of members without another role)"),
    Action.PLAN_VIEW: _l("See the strategic priorities"),
    Action.PLAN_MANAGE: _l("Edit the strategic priorities"),
    Action.LIST_EXPORT: _l("Export lists, with a purpose that is kept"),
    Action.LAYOUT_MANAGE: _l("Keep layouts of lists under a name"),
    Action.EXPORTS_VIEW: _l("See which lists left, for whom and what for"),
    Action.SEEN_VIEW: _l("See who opened a record, and on which lists it left"),
    Action.AUDIT_VIEW: _l("See the audit trail"),
}

SCOPES: dict[Scope, Any] = {
    Scope.EVERYWHERE: _l("everywhere"),
    Scope.OWN_STATE: _l("of her own state"),
    Scope.ASSIGNED: _l("assigned to her"),
    Scope.OWN: _l("her own"),
    Scope.UNSHIELDED: _l("whoever is not shielded"),
    Scope.OPENED: _l("what was opened to her"),
}


@dataclass(frozen=True)
class Right:
    """One line of the page: what, and how far each role's right reaches."""

    action: str
    cells: dict[Role, str]


def _in_order(statuses: frozenset[Any]) -> list[Any]:
    """Statuses of one life cycle, as it goes."""
    cycle: Any = type(next(iter(statuses)))
    return [status for status in cycle if status in statuses]


def _sentence(grants: tuple[Grant, ...]) -> str:
    by_statuses: dict[frozenset[str] | None, list[str]] = {}
    for grant in grants:
        by_statuses.setdefault(grant.when, []).append(str(SCOPES[grant.scope]))
    parts = []
    for statuses, scopes in by_statuses.items():
        where = listed(scopes)
        if statuses:
            words = either(label(status).lower() for status in _in_order(statuses))
            parts.append(_("%(where)s, if %(statuses)s", where=where, statuses=words))
        else:
            parts.append(where)
    return "; ".join(parts)


def rights() -> list[Right]:
    """Every action of the policy table, in its order."""
    return [
        Right(str(ACTIONS[action]), {role: _sentence(lines.get(role, ())) for role in Role})
        for action, lines in POLICY.items()
    ]
