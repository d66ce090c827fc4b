"""The two readers of the policy table: `allowed` for buttons, `permitted` as the only door to rows."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from network.access.policy import POLICY, Action, Grant, Scope
from network.vocabulary import Role, State


class Actor(Protocol):
    """Who asks, as far as access knows her."""

    @property
    def roles(self) -> frozenset[Role]: ...
    @property
    def states(self) -> frozenset[State]: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def member_id(self) -> int | None: ...
    @property
    def assigned_training_ids(self) -> frozenset[int]: ...
    @property
    def home(self) -> State | None: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """An actor without a name: no more than what decisions look at. Equal readers read the same."""

    roles: frozenset[Role]
    states: frozenset[State] = frozenset()
    account_id: int | None = None
    member_id: int | None = None
    assigned_training_ids: frozenset[int] = frozenset()
    home: State | None = None


@runtime_checkable
class Scoped(Protocol):
    """A model that answers, as SQL and as a predicate, which of its rows a scope reaches.

    `readable_by` is the action that makes a row exist for the reader: without it the row is a 404.
    """

    readable_by: ClassVar[Action]

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]: ...

    def is_within(self, scope: Scope, actor: Actor) -> bool: ...


M = TypeVar("M")


def grants(actor: Actor, action: Action) -> tuple[Grant, ...]:
    """Every grant that the actor's roles have for the action, without repeats."""
    return _grants(actor.roles, action)


@lru_cache(maxsize=1024)
def _grants(roles: frozenset[Role], action: Action) -> tuple[Grant, ...]:
    lines = POLICY.get(action, {})
    return tuple(dict.fromkeys(grant for role in roles for grant in lines.get(role, ())))


def may(actor: Actor, action: Action) -> bool:
    """Whether she may do this to any record at all: for menus and headings."""
    return opens(actor.roles, action)


def opens(roles: frozenset[Role], action: Action) -> bool:
    """Whether one of these roles may do this to any record at all."""
    return bool(_grants(roles, action))


def reaches(actor: Actor, action: Action, scope: Scope = Scope.EVERYWHERE) -> bool:
    """Whether one of her grants has exactly this scope, as "may she do it everywhere"."""
    return any(grant.scope is scope for grant in grants(actor, action))


def sight(actor: Actor, *actions: Action) -> Reader:
    """The actor as a reader of what these actions open: her roles alone where each of them reaches everywhere.

    Asked for an action that was not named, the result is refused what her state or her own record would open.
    """
    scopes = {grant.scope for action in actions for grant in grants(actor, action)}
    if actions and scopes <= {Scope.EVERYWHERE}:
        return Reader(actor.roles)
    return Reader(actor.roles, actor.states, actor.account_id, actor.member_id, actor.assigned_training_ids, actor.home)


def allowed(actor: Actor, action: Action, record: Any) -> bool:
    """Whether she may do it to this record now. Agrees with `permitted` for every record (a test proves it)."""
    return any(
        (grant.scope is Scope.EVERYWHERE or record.is_within(grant.scope, actor))
        and (grant.when is None or _in_status(record, grant.when))
        for grant in grants(actor, action)
    )


def out_of_status(actor: Actor, action: Action, record: Any) -> bool:
    """Whether only the record's status stands against it, so that the refusal can say so."""
    return not allowed(actor, action, record) and any(
        grant.scope is Scope.EVERYWHERE or record.is_within(grant.scope, actor) for grant in grants(actor, action)
    )


def condition(actor: Actor, action: Action, model: Any) -> ColumnElement[bool]:
    """The policy as SQL over `model`: true for exactly the rows that she may do it to."""
    parts = []
    for grant in grants(actor, action):
        part = true() if grant.scope is Scope.EVERYWHERE else model.within(grant.scope, actor)
        parts.append(part if grant.when is None else and_(part, _status_is(model, grant.when)))
    return or_(*parts) if parts else false()


def _status_is(model: Any, when: frozenset[str]) -> ColumnElement[bool]:
    """True for the rows in one of these statuses. A model whose rows follow another's status answers `status_is`."""
    if hasattr(model, "status_is"):
        return model.status_is(when)  # type: ignore[no-any-return]
    return model.status.in_(sorted(when))  # type: ignore[no-any-return]


def _in_status(record: Any, when: frozenset[str]) -> bool:
    if hasattr(record, "in_status"):
        return record.in_status(when)  # type: ignore[no-any-return]
    return record.status in when


def permitted(actor: Actor, action: Action, model: type[M]) -> Select[M]:
    """The only door to rows: a select of those that she may do this to."""
    return select(model).where(condition(actor, action, model))


class EverywhereOnly:
    """For tables whose rows belong to no state and no person: only a grant everywhere reaches them."""

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        return false()

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        return False
