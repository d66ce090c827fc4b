"""A few people of the demo who are in the records twice, each time spelt otherwise: what the review list is for."""

from collections.abc import Sequence
from dataclasses import replace

from network.demo.passport import passport_form
from network.demo.people import DemoPerson
from network.vocabulary import Sex, State

#: In these states one person is there twice, so many from the state's last.
_AGAIN = {State.KZ: 1, State.KG: 1, State.UZ: 2}
#: As somebody types it on a keyboard, or with an ear, that lacks the letters of the state.
_RUSSIAN = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
_PLAIN = {"oʻ": "o", "gʻ": "g", "Oʻ": "O", "Gʻ": "G", "ʼ": "", "x": "kh", "X": "Kh"}


def some_twice(people: Sequence[DemoPerson]) -> tuple[DemoPerson, ...]:
    """The same people; of each state named, one is somebody else once more."""
    changed = list(people)
    for state, from_end in _AGAIN.items():
        places = [place for place, person in enumerate(people) if person.state is state]
        women = [place for place in places if people[place].sex is Sex.FEMALE]
        again = next(people[place] for place in women if _is_spelt_otherwise(people[place]))
        last = [place for place in women if people[place] is not again][-from_end]
        changed[last] = _again(people[last], again)
    return tuple(changed)


def _is_spelt_otherwise(person: DemoPerson) -> bool:
    return (_typed(person.family), _typed(person.given)) != (person.family, person.given)


def _again(record: DemoPerson, person: DemoPerson) -> DemoPerson:
    family, given, patronymic = (_typed(word) for word in (person.family, person.given, person.patronymic))
    latin = [passport_form(word, person.state) for word in (family, given, patronymic)]
    own = replace(record, family=family, given=given, patronymic=patronymic, email="")
    return replace(own, family_latin=latin[0], given_latin=latin[1], patronymic_latin=latin[2])


def _typed(word: str) -> str:
    word = word.translate(_RUSSIAN)
    for own, plain in _PLAIN.items():
        word = word.replace(own, plain)
    return word
