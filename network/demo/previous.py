"""What some of the demo's women were called before they married: by it they are found."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from network.database import db
from network.demo.people import DemoPerson
from network.members.derived import write_tokens
from network.members.models import Member
from network.members.previous import PreviousName
from network.vocabulary import NameChange, Sex

#: Every so many women of the demo has another family name than at school.
_EVERY = 17


def add_previous(people: Sequence[DemoPerson], members: Mapping[str, int]) -> None:
    """Inside the change that fills the demo: each bore the family name of another woman of her state's list."""
    women = [person for person in people if person.sex is Sex.FEMALE]
    rows = []
    for place, person in enumerate(women[::_EVERY]):
        other = next(
            one
            for one in women[place * _EVERY + 1 :] + women
            if one.state is person.state and one.family != person.family
        )
        names = {
            "family": other.family,
            "given": person.given,
            "patronymic": person.patronymic,
            "family_latin": other.family_latin,
            "given_latin": person.given_latin,
            "patronymic_latin": person.patronymic_latin,
        }
        until = date(2012 + place % 11, 1 + place % 12, 1 + place % 28)
        rows.append({"member_id": members[person.number], **names, "until": until, "why": NameChange.MARRIAGE})
    db.session.execute(sa.insert(PreviousName), [{**row, "version": 1} for row in rows])
    bore = [row["member_id"] for row in rows]
    write_tokens(db.session.scalars(sa.select(Member).where(Member.id.in_(bore))).all())
