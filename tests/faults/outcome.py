"""What came of a scenario, in one line."""

from dataclasses import dataclass, field


@dataclass
class Outcome:
    """How often it was tried, and what was lost each time that it did not go well."""

    tried: int = 0
    lost: list[str] = field(default_factory=list)

    def case(self, survived: bool, what: str) -> None:
        """Note one try; `what` says what was lost where it did not survive."""
        self.tried += 1
        if not survived:
            self.lost.append(what)

    def line(self, name: str) -> str:
        """The line that is printed."""
        return f"{name}: tried {self.tried}, survived {self.tried - len(self.lost)}, lost {len(self.lost)}"
