"""What was measured, against what it may be: a table for people and JSON for whoever compares runs."""

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.timing import Took


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. With a reference the value is the ratio to it, else it is `ours` itself.

    `ours` and `reference` are in `unit`; `limit` is the most that the value may be.
    """

    measure: str
    what: str
    where: str
    unit: str
    ours: float
    limit: float
    reference: float | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """What is held against the limit."""
        if self.reference is None:
            return self.ours
        return self.ours / self.reference if self.reference else float("inf")

    @property
    def fine(self) -> bool:
        """Whether it keeps to its limit."""
        return self.value <= self.limit

    def cells(self) -> tuple[str, ...]:
        """Its line of the table."""
        relative = self.reference is not None
        suffix = " ×" if relative else f" {self.unit}"
        return (
            self.measure, self.what, self.where, _number(self.ours, self.unit),
            _number(self.reference, self.unit) if self.reference is not None else "",
            f"{self.value:.2f}{suffix}" if relative else "", f"≤ {self.limit:g}{suffix}",
            "ok" if self.fine else "MISS", self.note,
        )  # fmt: skip


def _number(value: float, unit: str) -> str:
    return f"{value:.0f} {unit}" if unit in ("queries", "errors") else f"{value:.2f} {unit}"


def compared(measure: str, what: str, where: str, ours: Took, reference: Took, limit: float) -> Figure:
    """Milliseconds of both; the note has the ratio by processor time, which other programs disturb less."""
    note = f"by CPU {ours.cpu / reference.cpu:.2f} ×"
    return Figure(measure, what, where, "ms", ours.clock * 1e3, limit, reference.clock * 1e3, note)


_HEADINGS = ("measure", "what", "where", "ours", "reference", "ratio", "target", "", "note")


def table(figures: Sequence[Figure]) -> str:
    """All figures in columns."""
    lines = [_HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def write(figures: Sequence[Figure], path: Path, *, quick: bool, measures: dict[str, str]) -> None:
    """The same as JSON, with the machine that it was measured on and what became of each of `measures`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "load": os.getloadavg(),
    }
    rows = [{**asdict(figure), "value": figure.value, "ok": figure.fine} for figure in figures]
    document: dict[str, Any] = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "quick": quick, "machine": machine, "measures": measures,
        "figures": rows,
    }  # fmt: skip
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
