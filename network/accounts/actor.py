"""Who is signed in, as a snapshot: read once a request, never a row that could expire or be changed."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from network.vocabulary import Language, Role, State
from network.web.words import label, state_name


@dataclass(frozen=True)
class SignedIn:
    """The account behind a request. `token` is what Flask-Login keeps in the browser's session."""

    token: str = field(repr=False)
    sign_in_id: int
    account_id: int
    name: str
    email: str | None
    language: Language | None
    member_id: int | None
    held: tuple[tuple[Role, State | None], ...]
    assigned_training_ids: frozenset[int] = frozenset()
    home: State | None = None  # of her own record, while she is a member
    has_factor: bool = False
    proven_at: datetime | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """For Flask-Login: the random token of the sign-in, never the account's id."""
        return self.token

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held today. Whoever has a record of her own is a member too."""
        own = {Role.MEMBER} if self.member_id is not None else set()
        return frozenset(role for role, _ in self.held) | own

    @cached_property
    def states(self) -> frozenset[State]:
        """The states that she coordinates today."""
        return frozenset(state for role, state in self.held if role is Role.COORDINATOR and state)

    @cached_property
    def needs_factor(self) -> bool:
        """Whether she cannot work before she has a second factor: whoever is more than a member (SECURITY)."""
        return not self.has_factor and any(role is not Role.MEMBER for role in self.roles)

    @property
    def role_labels(self) -> list[str]:
        """Her roles for people: "Coordinator, Kyrgyzstan"."""
        return [
            f"{label(role)}, {state_name(state)}" if state else label(role)
            for role, state in self.held or ((Role.MEMBER, None),)
        ]

    @property
    def initials(self) -> str:
        """Two letters of the name for the masthead."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


class Nobody:
    """Who has not signed in: no role, no rows."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    roles: frozenset[Role] = frozenset()
    states: frozenset[State] = frozenset()
    assigned_training_ids: frozenset[int] = frozenset()
    account_id: int | None = None
    member_id: int | None = None
    home: State | None = None
    language: Language | None = None
    name = ""
    needs_factor = False

    def get_id(self) -> None:
        """For Flask-Login: nobody has no id."""
        return
