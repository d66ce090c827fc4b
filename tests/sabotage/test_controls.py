"""The table of controls is up to date: `python -m tests.sabotage` takes them away one by one, this only reads."""

from collections import Counter

from tests.sabotage.control import CHECKOUT, exists
from tests.sabotage.controls import CONTROLS


def test_each_control_still_stands_once_where_the_table_says() -> None:
    stale = []
    for control in CONTROLS:
        try:
            changed = control.taken_away((CHECKOUT / control.file).read_text(encoding="utf-8"))
            if control.file.endswith(".py"):
                compile(changed, control.file, "exec")
        except (OSError, ValueError, SyntaxError) as error:
            stale.append(f"{control.name}: {error}")
    assert stale == []


def test_each_control_names_a_test_that_there_is() -> None:
    assert [(one.name, test) for one in CONTROLS for test in one.tests if not exists(test)] == []
    assert [one.name for one in CONTROLS if not one.tests] == []


def test_no_name_stands_twice() -> None:
    assert [name for name, times in Counter(one.name for one in CONTROLS).items() if times > 1] == []
