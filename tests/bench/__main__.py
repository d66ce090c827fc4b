"""`python -m tests.bench`: measure, print a table, write JSON."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from network.config import CHECKOUT
from tests.bench import report
from tests.bench.catalogue import MEASURES
from tests.bench.stage import Stage


def main(arguments: list[str] | None = None) -> int:
    """Run the measures that were asked for. Beyond its target is no error; a measure that fails is."""
    asked = _parser().parse_args(arguments)
    figures: list[report.Figure] = []
    measures = dict.fromkeys(MEASURES, "not asked for")
    with _folder(asked.keep) as folder:
        stage = Stage(folder, asked.quick, _say)
        try:
            for name in asked.only or MEASURES:
                _say(f"{name} …")
                measures[name] = _measure(name, stage, figures)
        finally:
            stage.close()
    report.write(figures, asked.json, quick=asked.quick, measures=measures)
    print(report.table(figures))
    missed = sum(not figure.fine for figure in figures)
    print(f"\n{len(figures)} figures, {missed} beyond their target; {asked.json}")
    return 0 if set(measures.values()) <= {"measured", "not asked for"} else 1


def _measure(name: str, stage: Stage, figures: list[report.Figure]) -> str:
    """Add the measure's figures; says what became of it. One that fails does not stop the others."""
    try:
        figures.extend(MEASURES[name](stage))
    except Exception as error:
        _say(f"{name} could not run: {error}")
        return f"{type(error).__name__}: {error}"
    return "measured"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="little data and few rounds: shows that everything runs")
    parser.add_argument(
        "--only",
        action="append",
        choices=list(MEASURES),
        metavar="NAME",
        help=f"one of {', '.join(MEASURES)}",
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the databases there, and use them again")
    parser.add_argument("--json", type=Path, default=CHECKOUT / "instance" / "bench.json", metavar="FILE")
    return parser


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        Path(name).chmod(0o711)  # PostgreSQL runs as a user of its own where this one is root
        yield Path(name)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
