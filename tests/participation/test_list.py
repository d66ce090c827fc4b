"""The participants list: who sees which cell, what stands in it, how it is narrowed, sorted and counted."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from network.accounts.models import Account
from network.agencies.models import AgencyName
from network.clock import now
from network.database import db
from network.members.careers import Post, add_affiliation, correct_affiliation
from network.participation.columns import CATALOGUE, USUAL, available, phone_of
from network.participation.queries import Wanted, participants
from network.vocabulary import (
    AgencyKind,
    ParticipantRole,
    ParticipationStatus,
    Role,
    Sex,
    State,
    TrainingStatus,
)
from tests import factories as make
from tests.participation.people import actor, crowd, put, rows, serving
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]

#: Of people of other states a coordinator may have these cells and no others.
OPEN_TO_ALL = {
    "id", "training_id", "number", "state", "state_code", "agency", "agency_kind", "family", "given", "patronymic",
    "family_latin", "given_latin", "patronymic_latin", "name", "latin", "role", "role_code", "training",
    "starts_on", "ends_on", "city", "zone",
}  # fmt: skip
OURS = [*OPEN_TO_ALL, "rank", "band", "position", "sex", "email", "phone", "member_number", "member_uid", "added",
        "removed", "removed_why"]  # fmt: skip


def test_a_coordinator_sees_contacts_of_her_own_people_and_empty_cells_of_others(
    app: Flask, signed_in: SignedIn
) -> None:
    with app.app_context():
        training = make.training(State.UZ)
        own, other = put(training, State.KG, "Абдыева"), put(training, State.UZ, "Каримова")
        coordinator, office = make.coordinator(State.KG), make.secretariat()
    address = f"/trainings/{training.id}/participants/"
    page = signed_in(coordinator).get(address).text
    for shown in ("+99600000KG", "KG@x.example.org", "Rank KG", "Position KG", "Agency of KG", "Абдыева"):
        assert shown in page
    for shown in ("Agency of UZ", "Каримова", "Latin Каримова"):
        assert shown in page
    for hidden in ("+99600000UZ", "UZ@x.example.org", "Rank UZ", "Position UZ"):
        assert hidden not in page
    assert f"{address}{own.id}/remove" in page
    assert f"{address}{other.id}/remove" not in page
    everything = signed_in(office).get(address).text
    for shown in ("+99600000UZ", "Position UZ", f"{address}{other.id}/remove"):
        assert shown in everything


@pytest.mark.parametrize(
    ("roles", "sees"),
    [
        ([(Role.COORDINATOR, State.KG)], {"KG"}),
        ([(Role.COORDINATOR, State.TJ)], set()),
        ([(Role.COORDINATOR, State.KG), (Role.COORDINATOR, State.UZ)], {"KG", "UZ"}),
        ([(Role.SECRETARIAT, None)], {"KG", "UZ"}),
    ],
)
def test_every_cell_is_decided_in_the_select(
    app: Flask, roles: list[tuple[Role, State | None]], sees: set[str]
) -> None:
    gone = {"status": ParticipationStatus.WITHDRAWN, "left_at": now(), "removed_why": "moved"}
    with app.app_context():
        training = make.training(State.KZ)
        for state, family in ((State.KG, "Абдыева"), (State.UZ, "Каримова")):
            put(training, state, family, patronymic="Б", patronymic_latin="B", **gone)
        found = rows(make.account(*roles), OURS, training_ids=[training.id], removed=True)
    assert [row.state_code for row in found] == ["KG", "UZ"]
    for row in found:
        filled = {name for name in OURS if getattr(row, name) is not None}
        assert filled == (set(OURS) if row.state_code in sees else OPEN_TO_ALL), row


def test_she_who_coordinates_another_state_still_reads_her_own_row(app: Flask) -> None:
    with app.app_context():
        training = make.training(State.KZ)
        who, post = serving(State.UZ, "Каримова")
        make.participation(training, who, affiliation_id=post.id)
        account = make.account((Role.COORDINATOR, State.TJ), who=who)
        assert phone_of(rows(account, ["phone"], training_ids=[training.id])[0]) == "+99600000UZ"


def test_lists_of_drafts_of_other_states_are_nobodys_to_read(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        draft = make.training(State.UZ, status=TrainingStatus.DRAFT)
        put(draft, State.KG, "Абдыева")
        coordinator = make.coordinator(State.KG)
        member = make.member_account(make.member(State.KG))
        published = make.training(State.UZ)
        put(published, State.KG, "Абдыева")
        assert [row.training_id for row in rows(coordinator, ["training_id"])] == [published.id]
        assert rows(member, ["training_id"]) == []
    signed_in(coordinator).get(f"/trainings/{draft.id}/participants/", status=404)
    signed_in(member).get(f"/trainings/{published.id}/participants/", status=403)
    assert "Абдыева" not in signed_in(member).get(f"/trainings/{published.id}").text


def test_it_is_sorted_by_role_state_and_family_name(app: Flask) -> None:
    with app.app_context():
        training = make.training()
        for state, family, role in (
            (State.KG, "Абдыева", ParticipantRole.TRAINER),
            (State.UZ, "Akramova", ParticipantRole.PARTICIPANT),
            (State.KG, "Бекова", ParticipantRole.PARTICIPANT),
            (State.KZ, "Яхина", ParticipantRole.PARTICIPANT),
            (State.KG, "Азимова", ParticipantRole.PARTICIPANT),
        ):
            put(training, state, family, role=role)
        found = rows(make.secretariat(), ["number", "family"], training_ids=[training.id])
    assert [(row.number, row.family) for row in found] == [
        (1, "Яхина"), (2, "Азимова"), (3, "Бекова"), (4, "Akramova"), (5, "Абдыева"),
    ]  # fmt: skip


def test_a_later_transfer_leaves_an_old_list_as_it_was_and_a_correction_corrects_it(app: Flask) -> None:
    with app.app_context(), app.test_request_context():
        training = make.training(starts_on=date(2024, 3, 4))
        who, post = serving(State.KG, "Абдыева")
        make.participation(training, who, affiliation_id=post.id)
        office = make.secretariat()
        new = make.agency(State.KG, "State Customs Service")

        def listed() -> tuple[str, str]:
            row = rows(office, ["agency", "rank"], training_ids=[training.id])[0]
            return row.agency, row.rank

        add_affiliation(who.id, Post(new.id, date(2025, 1, 1), rank="Colonel"), by=actor(office))
        assert listed() == ("Agency of KG", "Rank KG")
        version = db.session.get(type(post), post.id, populate_existing=True).version
        corrected = Post(post.agency_id, post.starts_on, date(2024, 12, 31), rank="Captain")
        correct_affiliation(post.id, version, corrected, by=actor(office))
        assert listed() == ("Agency of KG", "Captain")


def test_an_old_list_prints_the_agencys_name_of_its_day(app: Flask) -> None:
    with app.app_context():
        who, post = serving(State.KG, "Абдыева")
        old = db.session.scalar(db.select(AgencyName).where(AgencyName.agency_id == post.agency_id))
        with make.saving():
            db.session.merge(AgencyName(id=old.id, ends_on=date(2024, 12, 31)))
            db.session.add(AgencyName(agency_id=post.agency_id, starts_on=date(2025, 1, 1), english="New name"))
        office = make.secretariat()
        for day, name in ((date(2024, 12, 30), "Agency of KG"), (date(2025, 1, 1), "New name")):
            training = make.training(starts_on=day)
            make.participation(training, who, affiliation_id=post.id)
            assert rows(office, ["agency"], training_ids=[training.id])[0].agency == name


def test_every_column_reads_its_cell_from_the_row_and_a_member_has_only_what_she_may(app: Flask) -> None:
    with app.app_context():
        training = make.training(starts_on=date(2025, 11, 26), city="Bishkek")
        part = put(training, State.KG, "Абдыева", added_at=datetime(2025, 11, 20, 20, tzinfo=UTC))
        office = make.secretariat()
        row = rows(office, [column.key for column in CATALOGUE], training_ids=[training.id])[0]
        values = {column.key: column.value(row) for column in CATALOGUE}
        guarded = {column.key for column in CATALOGUE if column.needs}
        assert {column.key for column in available(actor(office))} == set(values)
        assert {"phone", "email", "rank", "position", "sex", "member_number"} <= guarded
    shown = (
        "number",
        "state",
        "agency",
        "agency_kind",
        "rank",
        "band",
        "name",
        "sex",
        "role",
        "phone",
        "city",
    )
    assert [values[key] for key in shown] == [
        1, "Kyrgyzstan", "Agency of KG", "Border", "Rank KG", "Senior", "Абдыева Айгүл", "Woman", "Participant",
        "+99600000KG", "Bishkek",
    ]  # fmt: skip
    assert values["starts_on"] == date(2025, 11, 26)
    assert values["added"] == date(2025, 11, 21), "by the clock of the training: it was 02:00 in Bishkek"
    assert set(USUAL) <= set(values)
    assert part.id


def test_a_long_list_is_read_in_batches_and_paged_by_key(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training()
        crowd(training, 230)
        office = make.secretariat()
        select = participants(actor(office), ["number", "name"], Wanted(training_ids=[training.id]))
        batches = [
            len(batch) for batch in db.session.execute(select, execution_options={"yield_per": 100}).partitions()
        ]
        db.session.rollback()
    assert batches == [100, 100, 30]
    visitor, seen = signed_in(office), []
    address: str | None = f"/trainings/{training.id}/participants/"
    while address:
        page = visitor.get(address).text
        seen += re.findall(r"Фамилия\d{4} А</a>", page)
        following = re.search(r'href="([^"]*after=[^"]*)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 230
    assert 'data-label="No.">230</td>' in page


def test_words_come_in_the_readers_language(app: Flask) -> None:
    with app.app_context(), app.test_request_context(), force_locale("ru"):
        training = make.training(title_ru="Курс")
        put(training, State.KG, "Абдыева")
        row = rows(make.secretariat(), ["state", "agency", "training"], training_ids=[training.id])[0]
    assert row.agency == "Ведомство KG"
    assert row.training == "Курс"
    assert re.search("[а-я]", row.state)


def test_filters_narrow_the_page_and_the_select_alike(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training()
        put(training, State.KG, "Абдыева", kind=AgencyKind.CUSTOMS)
        put(training, State.UZ, "Каримова", role=ParticipantRole.TRAINER)
        put(
            training,
            State.KG,
            "Ушла",
            status=ParticipationStatus.WITHDRAWN,
            left_at=now(),
            removed_why="Fell ill",
        )
        office = make.secretariat()
        later = make.training(starts_on=training.starts_on + timedelta(days=30))
        put(later, State.KG, "Позже")
        first = rows(office, ["family"], last_day=training.ends_on)
        assert {row.family for row in first} == {"Абдыева", "Каримова"}
        assert [row.family for row in rows(office, ["family"], first_day=later.starts_on)] == ["Позже"]
    visitor = signed_in(office)
    for query, names in (
        ("", {"Абдыева", "Каримова"}),
        ("?state=UZ", {"Каримова"}),
        ("?kind=customs", {"Абдыева"}),
        ("?role=trainer", {"Каримова"}),
        ("?removed=y", {"Ушла"}),
        ("?role=nonsense", {"Абдыева", "Каримова"}),
    ):
        page = visitor.get(f"/trainings/{training.id}/participants/{query}").text
        assert {name for name in ("Абдыева", "Каримова", "Ушла") if f">{name} " in page} == names, query
    assert "Fell ill" in page or "Fell ill" in visitor.get(f"/trainings/{training.id}/participants/?removed=y").text


def test_tiles_count_places_states_and_women_whom_she_may_view(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(capacity=20)
        put(training, State.KG, "Абдыева")
        put(training, State.KG, "Бекова")
        put(training, State.UZ, "Каримова")
        put(training, State.UZ, "Каримов", sex=Sex.MALE, role=ParticipantRole.TRAINER)
        coordinator, office = make.coordinator(State.KG), make.secretariat()

    def tiles(account: Account) -> list[str]:
        page = signed_in(account).get(f"/trainings/{training.id}/participants/").text
        found = re.findall(r'tile-number">(.*?)</span>(?=\s*<span class="tile-label)', page, re.S)
        return [re.sub(r"<[^>]*>", "", one) for one in found]

    assert tiles(office) == ["3/20", "1", "2", "3 · 1"]
    assert tiles(coordinator) == ["3/20", "1", "2", "2 · 0"]


def test_the_page_costs_the_same_statements_for_three_and_for_sixty(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        small, large = make.training(), make.training()
        who, post = serving(State.KG, "Абдыева")
        make.participation(small, who, affiliation_id=post.id)
        crowd(large, 60)
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    visitor.get(f"/trainings/{small.id}/participants/walk-in")  # reads the agencies, once for all
    counts = {}
    for training in (small, large):
        for path in ("", "/participants/", "/participants/add", "/participants/walk-in"):
            with counted(app) as statements:
                visitor.get(f"/trainings/{training.id}{path}")
            counts.setdefault(path, []).append(len(statements))
    for path, (few, many) in counts.items():
        assert few == many <= 8, (path, few, many)
