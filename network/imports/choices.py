"""What was chosen once for a whole list: its sheet, what its columns say, and what holds for rows that do not say."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from network.imports.dates import Order
from network.imports.headers import Field, Mapping
from network.vocabulary import Sex, State


@dataclass
class Choices:
    """`order` None: as the dates of each column themselves tell, which stands in `orders` by column."""

    sheet: int
    mapping: Mapping
    order: Order | None = None
    state: State | None = None
    sex: Sex | None = None
    since: date | None = None
    orders: dict[int, Order | None] = field(default_factory=dict)
    #: Of a list of participants: which sessions a column of marks is for.
    sessions: dict[int, list[int]] = field(default_factory=dict)
    #: And its training as it was then (`programme.Programme`): whether it still is, is looked at when marks are made.
    programme: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "mapping": self.mapping.as_json(),
            "order": self.order,
            "state": self.state,
            "sex": self.sex,
            "since": self.since.isoformat() if self.since else None,
            "orders": {str(column): order for column, order in self.orders.items()},
            "programme": self.programme,
            "sessions": {str(column): sessions for column, sessions in self.sessions.items()},
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Choices":
        return cls(
            kept["sheet"],
            Mapping.from_json(kept["mapping"]),
            Order(kept["order"]) if kept.get("order") else None,
            State(kept["state"]) if kept.get("state") else None,
            Sex(kept["sex"]) if kept.get("sex") else None,
            date.fromisoformat(kept["since"]) if kept.get("since") else None,
            {int(column): Order(one) if one else None for column, one in kept.get("orders", {}).items()},
            {int(column): list(sessions) for column, sessions in kept.get("sessions", {}).items()},
            kept.get("programme"),
        )

    def has(self, said: Field) -> bool:
        """Whether a column says this."""
        return said in self.mapping.columns.values()
