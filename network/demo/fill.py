"""Writing the demo into an empty database that has the reference list: one change, about a second."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from network.accounts.models import Account
from network.agencies.models import Agency
from network.attendance.models import Mark
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.clock import now, today
from network.database import db
from network.demo.demo import Demo, demo
from network.demo.logins import add_logins, password_hash
from network.demo.opened import add_opened
from network.demo.people import DemoAffiliation, DemoPerson
from network.demo.previous import add_previous
from network.demo.shields import shield_some
from network.members import derived, words
from network.members.keys import key_rows
from network.members.models import Affiliation, Member, NameToken, NumberSeries
from network.members.pairing import find_all, put_off
from network.members.pairs import LikenessKey
from network.members.seconded import Secondment
from network.participation.models import Participation
from network.priorities.models import Plan, Priority
from network.ranks.models import Rank
from network.trainings.models import (
    Organisation,
    Training,
    TrainingOrganisation,
    TrainingSession,
    training_priority,
)
from network.trainings.queries import searched
from network.vocabulary import STATE_ZONES, Part, Role, State

#: The clock by which it is "today" in the demo: that of the training which is running.
ZONE = STATE_ZONES[State.KG]
#: Where ranks and posts are typed in Russian. They are kept as typed, so a list shows them so in either language.
_IN_RUSSIAN = (State.KZ, State.KG, State.TJ)
#: Who is seconded to which agency of the reference list, as what, and since when.
_SECONDED = (
    ("KG-0005", "kg-academy", "Преподаватель", date(2026, 2, 2)),
    ("UZ-0007", "uz-law-academy", "Lecturer", date(2026, 3, 2)),
)


def is_filled() -> bool:
    """Whether somebody can sign in already."""
    return db.session.scalar(sa.select(sa.exists().where(Account.id.is_not(None)))) or False


def fill() -> None:
    """Write the demo of today. All of it or nothing; the password is hashed before the database is locked."""
    shown, hashed = demo(today(ZONE)), password_hash()
    with change(Event.DEMO_FILLED, by=Operator()) as note:
        organisations = _add_organisations(shown)
        priorities = _add_plan(shown)
        members = _add_members(shown.people)
        add_opened(shown.people, members)
        add_previous(shown.people, members)
        affiliations = _add_affiliations(shown.people, members)
        _add_secondments(members)
        trainings = _add_trainings(shown, organisations, priorities)
        sessions = _add_sessions(shown, trainings)
        people = _add_participations(shown, trainings, members, affiliations)
        markers = add_logins(shown, members, hashed)
        with_accounts = sa.select(Account.member_id).where(Account.member_id.is_not(None))
        shield_some(shown, members, markers, set(db.session.scalars(with_accounts)))
        _add_marks(shown, people, sessions, markers)
        note.facts = {"members": len(members), "trainings": len(trainings), "marks": len(shown.marks)}
    find_all(anew=False, said=lambda _done: None)  # who is there twice stands on the review list from the first visit


def _insert(table: Any, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert the rows; returns their ids in the same order, whichever database numbers them."""
    statement = sa.insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, list(rows)))


def _add_organisations(shown: Demo) -> dict[str, int]:
    """Those that are not in the reference list; returns the ids of all by their keys."""
    known = {row.name: row.id for row in db.session.execute(sa.select(Organisation.id, Organisation.name))}
    missing = [one for one in shown.organisations if one.name not in known]
    made = _insert(Organisation, [{"name": one.name, "name_ru": one.name_ru} for one in missing])
    known |= {one.name: key for one, key in zip(missing, made, strict=True)}
    return {one.key: known[one.name] for one in shown.organisations}


def _add_plan(shown: Demo) -> dict[str, int]:
    plan = shown.plan
    names = ("title", "title_ru", "summary", "summary_ru", "starts_on", "ends_on", "status", "sample")
    [plan_id] = _insert(Plan, [{name: getattr(plan, name) for name in names}])
    names = ("code", "title", "title_ru", "description", "description_ru", "lead", "lead_state", "status")
    rows = [
        {"plan_id": plan_id, "place": place, **{name: getattr(one, name) for name in names}}
        for place, one in enumerate(plan.priorities, start=1)
    ]
    return dict(zip((one.code for one in plan.priorities), _insert(Priority, rows), strict=True))


def _add_members(people: Sequence[DemoPerson]) -> dict[str, int]:
    """Members, the words that find them, and the last number given in each state."""
    names = ("family", "given", "patronymic", "family_latin", "given_latin", "patronymic_latin")
    copied = ("number", "state", "sex", "email", *names)
    rows: list[dict[str, Any]] = []
    for person in people:
        row = {name: getattr(person, name) for name in copied}
        joined_at = _moment(person.affiliations[-1].starts_on, ZONE)
        member = Member(**row, phone=person.phone)
        sealed = {name: getattr(member, name) for name in ("uid", "phone_sealed", "phone_index") if person.phone}
        rows.append({**row, **sealed, "sort_key": derived.sort_key_of(member), "created_at": joined_at})
    ids = _insert(Member, rows)
    written = [Member(id=key, **row) for key, row in zip(ids, rows, strict=True)]
    tokens = [token for member in written for token in derived.token_rows(member)]
    words.keep(derived.words_in(tokens))
    db.session.execute(sa.insert(NameToken), tokens)
    db.session.execute(sa.insert(LikenessKey), [key for member in written for key in key_rows(member)])
    given = Counter(person.state for person in people)
    db.session.execute(sa.insert(NumberSeries), [{"state": state, "last": last} for state, last in given.items()])
    put_off(ids)
    return {person.number: key for person, key in zip(people, ids, strict=True)}


def _add_affiliations(people: Sequence[DemoPerson], members: Mapping[str, int]) -> dict[tuple[str, date], int]:
    """Careers; returns the ids by member number and first day."""
    agencies = {row.reference: row.id for row in db.session.execute(sa.select(Agency.reference, Agency.id))}
    ranks = _ranks()
    careers = [(person, one) for person in people for one in person.affiliations]
    rows = [
        {
            "member_id": members[person.number],
            "agency_id": agencies[one.agency],
            "rank_id": ranks.get((person.state, one.rank)),
            "rank": "" if (person.state, one.rank) in ranks else _typed(person, one),
            "position": one.position_ru if person.state in _IN_RUSSIAN else one.position,
            **{name: getattr(one, name) for name in ("band", "starts_on", "ends_on")},
        }
        for person, one in careers
    ]
    ids = _insert(Affiliation, rows)
    derived.settle(list(members.values()), today())
    return {(person.number, one.starts_on): key for (person, one), key in zip(careers, ids, strict=True)}


def _typed(person: DemoPerson, one: DemoAffiliation) -> str:
    return one.rank_ru if person.state in _IN_RUSSIAN else one.rank


def _ranks() -> dict[tuple[State, str], int]:
    """The catalogue's ids by state and English title, where one title is of one service."""
    rows = db.session.execute(sa.select(Rank.state, Rank.english, Rank.id)).all()
    named = Counter((row.state, row.english) for row in rows)
    return {(row.state, row.english): row.id for row in rows if named[row.state, row.english] == 1}


def _add_secondments(members: Mapping[str, int]) -> None:
    """Some teach for a time at the academy of their state, and keep their posts."""
    agencies = {row.reference: row.id for row in db.session.execute(sa.select(Agency.reference, Agency.id))}
    rows = [
        {"member_id": members[number], "agency_id": agencies[academy], "position": position, "starts_on": since,
         "ends_on": None, "version": 1}
        for number, academy, position, since in _SECONDED
    ]  # fmt: skip
    db.session.execute(sa.insert(Secondment), rows)


def _add_trainings(shown: Demo, organisations: Mapping[str, int], priorities: Mapping[str, int]) -> dict[str, int]:
    names = (
        *("title", "title_ru", "description", "description_ru", "kind", "status", "cancelled_why"),
        *("starts_on", "ends_on", "state", "city", "city_ru", "venue", "venue_ru", "zone", "capacity"),
    )
    rows = [
        {
            **{name: getattr(one, name) for name in names},
            "languages": list(one.languages),
            "search": searched(one),
            "created_at": _before(one.starts_on, 60, one.zone),
        }
        for one in shown.trainings
    ]
    ids = dict(zip((one.key for one in shown.trainings), _insert(Training, rows), strict=True))
    for one in shown.trainings:
        if one.follows:
            follows = sa.update(Training).where(Training.id == ids[one.key])
            db.session.execute(follows.values(follows_id=ids[one.follows]))
    parts = [
        {"training_id": ids[one.key], "organisation_id": organisations[key], "part": part, "place": place}
        for one in shown.trainings
        for part, keys in ((Part.ORGANISER, one.organisers), (Part.SUPPORTER, one.supporters))
        for place, key in enumerate(keys, start=1)
    ]
    db.session.execute(sa.insert(TrainingOrganisation), parts)
    serves = [
        {"training_id": ids[one.key], "priority_id": priorities[code]}
        for one in shown.trainings
        for code in one.priorities
    ]
    db.session.execute(sa.insert(training_priority), serves)
    return ids


def _add_sessions(shown: Demo, trainings: Mapping[str, int]) -> dict[tuple[str, int], tuple[int, datetime]]:
    """Sessions; returns id and end of each by its training and its place there, from 0."""
    places = [(one, place) for one in shown.trainings for place in range(len(one.sessions))]
    rows: list[dict[str, Any]] = [
        {
            "training_id": trainings[one.key],
            "title": one.sessions[place].title,
            "title_ru": one.sessions[place].title_ru,
            "starts_at": _moment(one.sessions[place].day, one.zone, one.sessions[place].starts),
            "ends_at": _moment(one.sessions[place].day, one.zone, one.sessions[place].ends),
            "cancelled": one.sessions[place].cancelled,
        }
        for one, place in places
    ]
    ids = _insert(TrainingSession, rows)
    return {(one.key, place): (key, row["ends_at"]) for (one, place), key, row in zip(places, ids, rows, strict=True)}


def _add_participations(
    shown: Demo,
    trainings: Mapping[str, int],
    members: Mapping[str, int],
    affiliations: Mapping[tuple[str, date], int],
) -> dict[tuple[str, str], int]:
    """Lists; returns the ids by training and member number."""
    by_key = {one.key: one for one in shown.trainings}
    by_number = {one.number: one for one in shown.people}
    rows = []
    for one in shown.participations:
        person, first = by_number[one.member], by_key[one.training].starts_on
        held = [step for step in person.affiliations if step.starts_on <= first]
        rows.append(
            {
                "training_id": trainings[one.training],
                "member_id": members[one.member],
                "role": one.role,
                "status": one.status,
                "removed_why": one.removed_why,
                "state": person.state,
                "affiliation_id": affiliations[one.member, held[-1].starts_on] if held else None,
                "added_at": _before(first, 30, ZONE),
            }
        )
    ids = _insert(Participation, rows)
    return {(one.training, one.member): key for one, key in zip(shown.participations, ids, strict=True)}


def _add_marks(
    shown: Demo,
    people: Mapping[tuple[str, str], int],
    sessions: Mapping[tuple[str, int], tuple[int, datetime]],
    markers: Mapping[tuple[Role, State | None], int],
) -> None:
    """Marks, each made by the coordinator of the host state when the session had ended."""
    hosts = {one.key: one.state for one in shown.trainings}
    rows = []
    for one in shown.marks:
        session_id, ended_at = sessions[one.training, one.session]
        rows.append(
            {
                "participation_id": people[one.training, one.member],
                "session_id": session_id,
                "status": one.status,
                "mode": one.mode,
                "marked_by_id": markers[Role.COORDINATOR, hosts[one.training]],
                "marked_at": min(ended_at, now()),
            }
        )
    db.session.execute(sa.insert(Mark), rows)


def _moment(day: date, zone: str, at: time = time(10)) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone))


def _before(day: date, days: int, zone: str) -> datetime:
    """Ten in the morning so many days before, but never later than now."""
    return min(_moment(day - timedelta(days=days), zone), now())
