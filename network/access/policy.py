"""Who may do what: one table, the only place. An absent line is a refusal.

Read a line as a sentence: "to edit a training: a coordinator, those of her own state or assigned to her, while it is
a draft or published; the secretariat, everywhere, while it is a draft or published".
"""

from dataclasses import dataclass
from enum import StrEnum

from network.vocabulary import PlanStatus, RequestStatus, Role, TrainingStatus


class Scope(StrEnum):
    """Which rows a grant reaches. What each means for a table, the table's model answers."""

    EVERYWHERE = "everywhere"
    OWN_STATE = "own_state"
    ASSIGNED = "assigned"
    OWN = "own"
    UNSHIELDED = "unshielded"
    OPENED = "opened"


class Action(StrEnum):
    """What can be done. Named record first, so that they sort by record."""

    TRAINING_VIEW = "training.view"
    TRAINING_CREATE = "training.create"
    TRAINING_EDIT = "training.edit"
    TRAINING_PUBLISH = "training.publish"
    TRAINING_CANCEL = "training.cancel"
    TRAINING_ASSIGN = "training.assign"
    ORGANISATION_MANAGE = "organisation.manage"

    PARTICIPANTS_VIEW = "participants.view"
    PARTICIPATION_VIEW = "participation.view"
    PARTICIPATION_ADD = "participation.add"
    PARTICIPATION_EDIT = "participation.edit"

    ATTENDANCE_VIEW = "attendance.view"
    ATTENDANCE_MARK = "attendance.mark"

    MEMBER_LIST = "member.list"
    MEMBER_IDENTIFY = "member.identify"
    MEMBER_VIEW = "member.view"
    MEMBER_CREATE = "member.create"
    MEMBER_IMPORT = "member.import"
    MEMBER_EDIT = "member.edit"
    MEMBER_MOVE = "member.move"
    MEMBER_CONTACT_EDIT = "member.contact_edit"
    MEMBER_CONTACT_VIEW = "member.contact_view"
    MEMBER_BIRTH_VIEW = "member.birth_view"
    MEMBER_NOTES_VIEW = "member.notes_view"
    MEMBER_INVITE = "member.invite"
    MEMBER_SHIELD = "member.shield"
    BULK_WORK = "bulk.work"

    MEMBER_MERGE = "member.merge"
    MEMBER_ERASE = "member.erase"
    # What a member asks about her data; leaving is the secretariat's alone (the model's scope says so).
    PRIVACY_OWN = "privacy.own"
    REQUEST_VIEW = "request.view"
    REQUEST_ANSWER = "request.answer"

    CONSENT_DECIDE = "consent.decide"
    DIRECTORY_VIEW = "directory.view"
    PHOTO_VIEW = "photo.view"

    AGENCY_VIEW = "agency.view"
    AGENCY_MANAGE = "agency.manage"

    RANK_VIEW = "rank.view"
    RANK_MANAGE = "rank.manage"

    ACCOUNT_MANAGE = "account.manage"
    ACCOUNT_LINK = "account.link"

    PLAN_VIEW = "plan.view"
    PLAN_MANAGE = "plan.manage"

    LIST_EXPORT = "list.export"
    LAYOUT_MANAGE = "layout.manage"
    EXPORTS_VIEW = "exports.view"
    SEEN_VIEW = "seen.view"
    AUDIT_VIEW = "audit.view"


@dataclass(frozen=True)
class Grant:
    """Reaches the rows of `scope`, in the statuses of `when` (None: in every status)."""

    scope: Scope
    when: frozenset[str] | None = None


def _grant(scope: Scope, *when: str) -> Grant:
    return Grant(scope, frozenset(when) or None)


_DRAFT, _PUBLISHED, _CANCELLED = TrainingStatus.DRAFT, TrainingStatus.PUBLISHED, TrainingStatus.CANCELLED
_OPEN = RequestStatus.OPEN
_EVERYWHERE = (_grant(Scope.EVERYWHERE),)
_OWN_STATE = (_grant(Scope.OWN_STATE),)
_OWN = (_grant(Scope.OWN),)
_OPENED_PLANS = (_grant(Scope.EVERYWHERE, *(status for status in PlanStatus if status is not PlanStatus.DRAFT)),)
_OPENED = (_grant(Scope.OPENED),)
_RUN = (Scope.OWN_STATE, Scope.ASSIGNED)

MEMBER, COORDINATOR, SECRETARIAT = Role.MEMBER, Role.COORDINATOR, Role.SECRETARIAT

POLICY: dict[Action, dict[Role, tuple[Grant, ...]]] = {
    Action.TRAINING_VIEW: {
        MEMBER: (_grant(Scope.EVERYWHERE, _PUBLISHED, _CANCELLED),),
        COORDINATOR: (_grant(Scope.EVERYWHERE, _PUBLISHED, _CANCELLED), *(_grant(s) for s in _RUN)),
        SECRETARIAT: _EVERYWHERE,
    },
    Action.TRAINING_CREATE: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.TRAINING_EDIT: {
        COORDINATOR: tuple(_grant(s, _DRAFT, _PUBLISHED) for s in _RUN),
        SECRETARIAT: (_grant(Scope.EVERYWHERE, _DRAFT, _PUBLISHED),),
    },
    Action.TRAINING_PUBLISH: {
        COORDINATOR: tuple(_grant(s, _DRAFT) for s in _RUN),
        SECRETARIAT: (_grant(Scope.EVERYWHERE, _DRAFT),),
    },
    Action.TRAINING_CANCEL: {
        COORDINATOR: tuple(_grant(s, _DRAFT, _PUBLISHED) for s in _RUN),
        SECRETARIAT: (_grant(Scope.EVERYWHERE, _DRAFT, _PUBLISHED),),
    },
    Action.TRAINING_ASSIGN: {SECRETARIAT: (_grant(Scope.EVERYWHERE, _DRAFT, _PUBLISHED),)},
    Action.ORGANISATION_MANAGE: {SECRETARIAT: _EVERYWHERE},
    # Who takes part: coordinators see every list, but cells about people of other states stay empty (MEMBER_VIEW).
    Action.PARTICIPANTS_VIEW: {COORDINATOR: _EVERYWHERE, SECRETARIAT: _EVERYWHERE},
    Action.PARTICIPATION_VIEW: {MEMBER: _OWN, COORDINATOR: _EVERYWHERE, SECRETARIAT: _EVERYWHERE},
    Action.PARTICIPATION_ADD: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.PARTICIPATION_EDIT: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.ATTENDANCE_VIEW: {COORDINATOR: _EVERYWHERE, SECRETARIAT: _EVERYWHERE},
    Action.ATTENDANCE_MARK: {
        COORDINATOR: tuple(_grant(s, _PUBLISHED) for s in _RUN),
        SECRETARIAT: (_grant(Scope.EVERYWHERE, _PUBLISHED),),
    },
    # A shielded member is of "own state" only to the coordinator named for her: to others a code and a state.
    # To identify is to know name and agency of whoever stands on a list that one may read.
    Action.MEMBER_IDENTIFY: {
        MEMBER: _OWN,
        COORDINATOR: (_grant(Scope.UNSHIELDED), _grant(Scope.OWN_STATE)),
        SECRETARIAT: _EVERYWHERE,
    },
    Action.MEMBER_LIST: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.MEMBER_VIEW: {MEMBER: _OWN, COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.MEMBER_CREATE: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    # A list that came in is read by whoever sent it, and by the secretariat; its people are of her own state.
    Action.MEMBER_IMPORT: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.MEMBER_EDIT: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.MEMBER_MOVE: {SECRETARIAT: _EVERYWHERE},
    Action.MEMBER_CONTACT_EDIT: {MEMBER: _OWN, COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    # Field by field: her e-mail and phone, her date of birth, what those who work with her noted about her.
    Action.MEMBER_CONTACT_VIEW: {MEMBER: _OWN, COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.MEMBER_BIRTH_VIEW: {MEMBER: _OWN, COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.MEMBER_NOTES_VIEW: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.MEMBER_INVITE: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    # Both records, of people whom she may know. Nobody merges an account for which she may make no link: ACCOUNT_LINK.
    Action.MEMBER_MERGE: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    # To act on many at once: what is done to each is asked of the line of that act. What she chose is hers alone.
    Action.BULK_WORK: {COORDINATOR: _OWN, SECRETARIAT: _OWN},
    Action.MEMBER_ERASE: {SECRETARIAT: _EVERYWHERE},
    Action.PRIVACY_OWN: {MEMBER: _OWN},
    Action.REQUEST_VIEW: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    Action.REQUEST_ANSWER: {
        COORDINATOR: (_grant(Scope.OWN_STATE, _OPEN),),
        SECRETARIAT: (_grant(Scope.EVERYWHERE, _OPEN),),
    },
    Action.MEMBER_SHIELD: {SECRETARIAT: _EVERYWHERE},
    # Who sees her in the directory she alone decides; whoever is more than a member sees no more of it than others.
    Action.CONSENT_DECIDE: {MEMBER: _OWN},
    Action.DIRECTORY_VIEW: {MEMBER: _OPENED, COORDINATOR: _OPENED, SECRETARIAT: _OPENED},
    Action.PHOTO_VIEW: {MEMBER: (*_OWN, *_OPENED), COORDINATOR: _OPENED, SECRETARIAT: _OPENED},
    Action.AGENCY_VIEW: {COORDINATOR: _EVERYWHERE, SECRETARIAT: _EVERYWHERE},
    Action.AGENCY_MANAGE: {SECRETARIAT: _EVERYWHERE},
    Action.RANK_VIEW: {COORDINATOR: _EVERYWHERE, SECRETARIAT: _EVERYWHERE},
    Action.RANK_MANAGE: {SECRETARIAT: _EVERYWHERE},
    Action.ACCOUNT_MANAGE: {SECRETARIAT: _EVERYWHERE},
    # Whoever holds a link sets the password, and can then be whom it is for: nobody makes one for more than she is.
    Action.ACCOUNT_LINK: {COORDINATOR: _OWN_STATE, SECRETARIAT: _EVERYWHERE},
    # A plan is the secretariat's own while it is a draft; the states comment on it from the consultation on.
    Action.PLAN_VIEW: {MEMBER: _OPENED_PLANS, COORDINATOR: _OPENED_PLANS, SECRETARIAT: _EVERYWHERE},
    Action.PLAN_MANAGE: {SECRETARIAT: _EVERYWHERE},
    Action.LIST_EXPORT: {COORDINATOR: _EVERYWHERE, SECRETARIAT: _EVERYWHERE},
    Action.LAYOUT_MANAGE: {COORDINATOR: _OWN, SECRETARIAT: _OWN},
    Action.EXPORTS_VIEW: {COORDINATOR: _OWN, SECRETARIAT: _EVERYWHERE},
    Action.SEEN_VIEW: {MEMBER: _OWN},
    Action.AUDIT_VIEW: {SECRETARIAT: _EVERYWHERE},
}
