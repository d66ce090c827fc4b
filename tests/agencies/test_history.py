"""Names at a date, mergers that keep everybody's history, and what two people at once may not break."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from network.accounts.models import Account
from network.agencies import commands, queries
from network.agencies.commands import Facts, Naming
from network.agencies.models import Agency, AgencyName
from network.agencies.reference import reference_agencies
from network.agencies.shipping import write_reference
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.database import db
from network.errors import Refused, Stale
from network.members.models import Affiliation, Member
from network.vocabulary import AgencyKind, RankBand, State
from tests import factories as make
from tests.visitor import Visitor

BY = Operator()


def career(who: Member) -> list[tuple[int, date, date | None, str]]:
    rows = db.session.scalars(
        db.select(Affiliation).where(Affiliation.member_id == who.id).order_by(Affiliation.starts_on)
    ).all()
    return [(row.agency_id, row.starts_on, row.ends_on, row.rank) for row in rows]


def test_each_day_has_its_name_by_one_join_with_a_date_or_with_a_column(app: Flask) -> None:
    with app.app_context():
        agency = make.agency(english="Anti-Corruption Agency", russian="Агентство")
        commands.rename(agency.id, 1, date(2026, 2, 10), Naming("Anti-Corruption Service", "Служба"), by=BY)
        commands.rename(agency.id, 2, date(2026, 5, 1), Naming("Integrity Service"), by=BY)
        for day, english, russian in (
            (date(1999, 1, 1), "Anti-Corruption Agency", "Агентство"),
            (date(2026, 2, 9), "Anti-Corruption Agency", "Агентство"),
            (date(2026, 2, 10), "Anti-Corruption Service", "Служба"),
            (date(2026, 4, 30), "Anti-Corruption Service", "Служба"),
            (date(2030, 1, 1), "Integrity Service", "Integrity Service"),  # no Russian: English stands
        ):
            select = db.select(queries.name_in("en"), queries.name_in("ru")).select_from(Agency)
            assert db.session.execute(queries.join_name(select, Agency.id, day)).all() == [(english, russian)]
        for who, first in ((make.member(), date(2026, 2, 9)), (make.member(), date(2026, 5, 1))):
            make.affiliation(who, agency, first)
        dated = db.select(Affiliation.starts_on, queries.name_in("en"))
        assert db.session.execute(
            queries.join_name(dated, Affiliation.agency_id, Affiliation.starts_on).order_by(Affiliation.starts_on)
        ).all() == [(date(2026, 2, 9), "Anti-Corruption Agency"), (date(2026, 5, 1), "Integrity Service")]


def test_choices_are_the_agencies_open_on_the_day_under_its_names(app: Flask) -> None:
    with app.app_context():
        border = make.agency(english="Border Service", opened_on=date(2026, 1, 1))
        closed = make.agency(english="Closed", closed_on=date(2025, 1, 1))
        police = make.agency(State.KZ, "Police", russian="Полиция")
        commands.edit(police.id, 1, Facts(AgencyKind.POLICE), Naming("Police", "Полиция", "", "MIA"), by=BY)
        day = date(2026, 6, 1)
        assert queries.choices(State.KG, day, "en") == [(border.id, "Border Service")]
        assert queries.choices(State.KG, date(2024, 1, 1), "en") == [(closed.id, "Closed")]
        assert queries.choices(State.KG, day, "en", also=closed.id) == [
            (border.id, "Border Service"), (closed.id, "Closed"),
        ]  # fmt: skip
        assert queries.choices(None, day, "ru") == [
            (police.id, "KZ · Полиция (MIA)"), (border.id, "KG · Border Service"),
        ]  # fmt: skip


def test_a_merger_ends_what_they_held_and_goes_on_in_the_successor(app: Flask) -> None:
    with app.app_context():
        old, new = make.agency(english="Old service"), make.agency(english="New service")
        part = make.agency(english="Academy", parent_id=old.id)
        serving, leaving, coming, gone, other = (make.member() for _ in range(5))
        make.affiliation(serving, old, date(2020, 1, 1), rank="Major", band=RankBand.MIDDLE, position="Head")
        make.affiliation(leaving, old, date(2021, 1, 1), ends_on=date(2026, 12, 31))
        make.affiliation(coming, old, date(2026, 9, 1))
        make.affiliation(gone, old, date(2015, 1, 1), ends_on=date(2026, 2, 28))
        make.affiliation(other, new, date(2019, 1, 1))
        assert queries.merger(State.KG, old.id, new.id, date(2026, 3, 1)) == queries.Merger(
            "New service", date(2026, 2, 28), date(2026, 3, 1), 3, ["Academy"]
        )
        assert commands.merge(old.id, 1, new.id, date(2026, 3, 1), "Decree 7", by=BY) == 3
        day_before, day = date(2026, 2, 28), date(2026, 3, 1)
        assert career(serving) == [
            (old.id, date(2020, 1, 1), day_before, "Major"),
            (new.id, day, None, "Major"),
        ]
        assert career(leaving) == [
            (old.id, date(2021, 1, 1), day_before, ""), (new.id, day, date(2026, 12, 31), ""),
        ]  # fmt: skip
        assert career(coming) == [(new.id, date(2026, 9, 1), None, "")]
        assert career(gone) == [(old.id, date(2015, 1, 1), day_before, "")]
        assert career(other) == [(new.id, date(2019, 1, 1), None, "")]
        agency = db.session.get_one(Agency, old.id)
        assert (agency.closed_on, agency.closed_why, agency.successor_id) == (day_before, "Decree 7", new.id)
        assert db.session.get_one(Agency, part.id).parent_id == new.id
        assert db.session.get_one(Member, serving.id).agency_now_id == new.id  # lists find her there
        entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert entry is not None
        assert (entry.event, entry.why, entry.subject) == (
            Event.AGENCY_MERGED,
            "Decree 7",
            f"agency:{old.id}",
        )
        assert recorded(entry)["facts"]["affiliations"] == 3


def test_a_whole_may_go_over_into_its_own_part(app: Flask) -> None:
    with app.app_context():
        top = make.agency(english="Top")
        whole = make.agency(english="Whole", parent_id=top.id)
        middle = make.agency(english="Middle", parent_id=whole.id)
        part = make.agency(english="Part", parent_id=middle.id)
        commands.merge(whole.id, 1, part.id, date(2026, 3, 1), "", by=BY)
        assert db.session.get_one(Agency, part.id).parent_id == top.id
        assert db.session.get_one(Agency, middle.id).parent_id == part.id


def test_the_preview_shows_what_follows_and_only_the_second_press_merges(
    app: Flask, signed_in: Callable[[Account], Visitor]
) -> None:
    with app.app_context():
        old, new = make.agency(english="Old service"), make.agency(english="New service")
        third = make.agency(english="Third service")
        make.agency(english="Academy", parent_id=old.id)
        make.affiliation(make.member(), old)
        account = make.secretariat()
    office, url = signed_in(account), f"/agencies/{old.id}/merge"
    asked = {"version": 1, "successor_id": new.id, "day": "2026-03-01", "why": "Decree 7"}
    page = office.post(url, asked, 200).text
    assert "1 affiliation goes on in New service" in page
    assert "Academy becomes a part of New service" in page
    assert 'value="Decree 7"' in page
    seen = page.split('name="seen" type="hidden" value="')[1].split('"')[0]
    # Another successor chosen after the preview: that merger is shown first.
    page = office.post(url, {**asked, "successor_id": third.id, "seen": seen}, 200).text
    assert "goes on in Third service" in page
    shown = office.get(office.post(url, {**asked, "seen": seen}).location).text
    assert "is merged" in shown
    assert "Decree 7" in shown
    assert "Old service" in office.get(f"/agencies/{new.id}").text  # as what it took over from
    office.post(url, {**asked, "version": 2, "seen": seen}, 422)
    page = office.post(f"/agencies/{new.id}/merge", {**asked, "successor_id": old.id}, 422).text
    assert "would be a circle" in page


def test_two_mergers_at_once_never_make_a_circle(app: Flask, in_parallel: Callable[..., list[Any]]) -> None:
    with app.app_context():
        pair = [make.agency(english=name).id for name in ("One", "Two")]

    def merge(n: int) -> bool:
        with app.app_context():
            try:
                commands.merge(pair[n], 1, pair[1 - n], date(2026, 3, 1), "", by=BY)
            except Refused:
                return False
            return True

    assert sorted(in_parallel(merge, 2)) == [False, True]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).where(Agency.closed_on.is_(None))) == 1


def test_two_renamings_at_once_leave_one_name_a_day(app: Flask, in_parallel: Callable[..., list[Any]]) -> None:
    with app.app_context():
        agency_id = make.agency().id

    def rename(n: int) -> bool:
        with app.app_context():
            try:
                commands.rename(agency_id, 1, date(2026, 1, 1 + n), Naming(f"Name {n}"), by=BY)
            except Stale:
                return False
            return True

    assert sorted(in_parallel(rename, 4)) == [False, False, False, True]
    with app.app_context():
        names = db.session.scalars(db.select(AgencyName).order_by(AgencyName.starts_on)).all()
        assert len(names) == 2
        assert names[0].ends_on is not None
        assert (names[1].starts_on - names[0].ends_on).days == 1


def test_opening_again_is_refused_where_the_name_is_taken_meanwhile(app: Flask) -> None:
    with app.app_context():
        agency = make.agency(english="Border Service")
        commands.close(agency.id, 1, date(2025, 12, 31), "A law", by=BY)
        commands.add(State.KG, Facts(AgencyKind.BORDER, opened_on=date(2026, 1, 1)), Naming("Border Service"), by=BY)
        with pytest.raises(Refused):
            commands.reopen(agency.id, 2, by=BY)
        assert db.session.get_one(Agency, agency.id).closed_on == date(2025, 12, 31)


def test_the_shipped_list_is_written_once_and_keeps_what_was_edited(app: Flask) -> None:
    with app.app_context():
        mine = make.agency(State.KG, "ministry of internal affairs")
        count = len(reference_agencies()) - 1  # one is there under its name
        for expected in (count, 0):
            with change(Event.SYSTEM_INITIALISED, by=BY):
                assert write_reference() == expected
        keyed = {agency.reference: agency for agency in db.session.scalars(db.select(Agency))}
        assert keyed["kg-border-scns"].successor_id == keyed["kg-border"].id
        assert keyed["kz-border"].parent_id == keyed["kz-nsc"].id
        nsc = keyed["kz-nsc"]
        commands.rename(nsc.id, nsc.version, date(2026, 6, 1), Naming("Security Committee"), by=BY)
        db.session.rollback()
        with change(Event.DEMO_FILLED, by=BY):
            assert write_reference() == 0
        names = db.select(db.func.count(AgencyName.id)).where(AgencyName.agency_id == nsc.id)
        assert db.session.scalar(names) == 2
        assert mine.id
