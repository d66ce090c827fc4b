"""Whether a letter that waits still makes sense: a link that expired or was ended meanwhile is told to nobody.

What a letter is about lies above mail, which knows it by its name only ("account_link:12"): a higher feature answers
for its own table.
"""

from collections.abc import Callable

from network.clock import now
from network.mail.models import Letter

Answer = Callable[[int], bool]
_ANSWERS: dict[str, Answer] = {}


def still_good(table: str) -> Callable[[Answer], Answer]:
    """Register a function that says whether the row of this table and id is still worth a letter."""

    def register(answer: Answer) -> Answer:
        _ANSWERS[table] = answer
        return answer

    return register


def makes_sense(letter: Letter) -> bool:
    """Whether it would tell of something that holds."""
    if letter.good_until is not None and letter.good_until <= now():
        return False
    table, _colon, number = letter.about.partition(":")
    answer = _ANSWERS.get(table)
    return answer is None or answer(int(number))
