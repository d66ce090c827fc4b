"""Another agency for many: what the preview says happens to each, and nothing else; and it can be undone."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts import queries as accounts
from network.accounts.actor import SignedIn
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.clock import now
from network.database import db
from network.members import careers
from network.members.careers import Post
from network.members.models import Affiliation, Member
from network.participation.models import Participation
from network.vocabulary import RankBand, State
from tests import factories as make
from tests.bulk.conftest import Bulk

Working = Callable[[Any], Bulk]
FIRST = date(2026, 3, 1)


def careers_of(app: Flask, *people: Member) -> list[list[tuple[Any, ...]]]:
    """Where each serves when, as what."""
    with app.app_context():
        columns = (
            Affiliation.agency_id,
            Affiliation.starts_on,
            Affiliation.ends_on,
            Affiliation.rank,
            Affiliation.band,
            Affiliation.rank_id,
        )
        return [
            [
                tuple(row)
                for row in db.session.execute(
                    sa.select(*columns).where(Affiliation.member_id == one.id).order_by(Affiliation.starts_on)
                )
            ]
            for one in people
        ]


def now_at(app: Flask, *people: Member) -> list[int | None]:
    with app.app_context():
        found = {row.id: row.agency_now_id for row in db.session.execute(sa.select(Member.id, Member.agency_now_id))}
        return [found[one.id] for one in people]


def signed(account: Any) -> SignedIn:
    """The account as whoever acts."""
    found = accounts.account(account.id)
    assert found is not None
    return accounts.snapshot(found, "", 0)


class Crowd:
    """People of Kyrgyzstan of whom each is another case, and one of Uzbekistan."""

    def __init__(self) -> None:
        self.old, self.new = make.agency(english="Border Service"), make.agency(english="Customs Service")
        rank = self.rank_id = make.rank(english="Major", band=RankBand.SENIOR).id
        self.moving = [make.member(given=f"Moves{n}") for n in range(2)]
        for one in self.moving:
            make.affiliation(one, self.old, rank="Major", band=RankBand.SENIOR, position="Inspector", rank_id=rank)
        self.beginning = make.member(given="Begins")
        self.there = make.member(given="There")
        make.affiliation(self.there, self.new)
        self.later = make.member(given="Later")
        make.affiliation(self.later, self.old, date(2026, 6, 1))
        self.foreign = make.member(State.UZ, given="Foreign")
        self.shielded = make.member(given="Shielded", shield_code="S-KG-1")

    @property
    def everybody(self) -> Sequence[Member]:
        return [*self.moving, self.beginning, self.there, self.later, self.foreign, self.shielded]

    @property
    def answers(self) -> dict[str, Any]:
        return {"agency": str(self.new.id), "starts_on": FIRST.isoformat(), "keeps": "y"}


def test_the_preview_says_of_each_what_is_then_done_and_undo_puts_all_back(app: Flask, bulk: Working) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
    before = careers_of(app, *crowd.everybody)
    work = bulk(office).choose("agency", crowd.everybody).answer(**crowd.answers)

    foreseen = work.fates()
    assert foreseen == {
        "Moves0": "Moves",
        "Moves1": "Moves",
        "Begins": "Begins there",
        "There": "Serves there already",
        "Later": "Another post then",
        "Foreign": "Agency of another state",
        "Shielded": "Shielded",
    }
    assert "From Border Service to Customs Service on 1 March 2026." in work.sentences()
    assert careers_of(app, *crowd.everybody) == before

    work.do()

    done = {"Moves": "Moved", "Begins there": "Began there"}
    assert work.fates() == {name: done.get(fate, fate) for name, fate in foreseen.items()}
    assert "Moved from Border Service to Customs Service on 1 March 2026." in work.sentences()
    moved, begun = careers_of(app, crowd.moving[0], crowd.beginning)
    assert moved == [
        (crowd.old.id, date(2020, 1, 1), FIRST - timedelta(days=1), "Major", RankBand.SENIOR, crowd.rank_id),
        (crowd.new.id, FIRST, None, "Major", RankBand.SENIOR, crowd.rank_id),
    ]
    assert begun == [(crowd.new.id, FIRST, None, "", None, None)]
    assert now_at(app, *crowd.moving, crowd.beginning) == [crowd.new.id] * 3
    left_out = [crowd.there, crowd.later, crowd.foreign, crowd.shielded]
    assert careers_of(app, *left_out) == before[3:]

    work.undo()

    assert careers_of(app, *crowd.everybody) == before
    assert now_at(app, *crowd.moving, crowd.beginning) == [crowd.old.id, crowd.old.id, None]
    assert {name for name, fate in work.fates().items() if fate == "Undone"} == {"Moves0", "Moves1", "Begins"}


def test_each_finds_it_in_her_own_trail_and_it_is_one_entry(app: Flask, bulk: Working) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
    work = bulk(office).choose("agency", crowd.moving).answer(**crowd.answers)
    work.do()
    work.undo()

    with app.app_context():
        entries = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.event.startswith("bulk:")).order_by(AuditEntry.number)
        ).all()
        assert [one.event for one in entries] == ["bulk:agency changed", "bulk:undone"]
        assert "Major" not in entries[0].what  # sealed, with the key of each
        for person in crowd.moving:
            owner = f"member:{person.id}"
            done, undone = ([row for row in recorded(one)["rows"] if row.get("of") == owner] for one in entries)
            assert {"changed", "added"} == {verb for row in done for verb in ("changed", "added") if verb in row}
            added = next(row["added"] for row in done if "added" in row)
            assert (added["agency_id"], added["rank"]) == (crowd.new.id, "Major")
            assert {"ends_on": ["2026-02-28", None]} in [row.get("changed") for row in undone]


def test_who_was_moved_meanwhile_is_left_out_and_told(app: Flask, bulk: Working) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
        third = make.agency(english="Third Service")
    work = bulk(office).choose("agency", crowd.moving).answer(**crowd.answers)
    with app.app_context():
        by = signed(office)
        careers.add_affiliation(crowd.moving[0].id, Post(third.id, date(2025, 1, 1)), by=by)

    work.do()

    assert work.fates() == {"Moves0": "Changed meanwhile", "Moves1": "Moved"}
    assert now_at(app, *crowd.moving) == [third.id, crowd.new.id]


def test_pressed_twice_it_is_done_once_and_an_older_preview_is_none(app: Flask, bulk: Working) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
    work = bulk(office).choose("agency", crowd.moving).answer(**crowd.answers)
    first = work.version
    work.answer(**{**crowd.answers, "starts_on": "2026-04-01"})

    work.do(first)
    assert "made anew meanwhile" in work.page
    assert now_at(app, *crowd.moving) == [crowd.old.id] * 2

    work.do()
    done, fates = careers_of(app, *crowd.moving), work.fates()
    work.do(str(int(first) + 1))
    assert careers_of(app, *crowd.moving) == done
    assert work.fates() == fates == {"Moves0": "Moved", "Moves1": "Moved"}


def test_of_two_who_move_the_same_people_at_once_one_does_and_the_other_is_told(
    app: Flask, bulk: Working, in_parallel: Callable[..., list[Any]]
) -> None:
    with app.app_context():
        crowd, offices = Crowd(), [make.secretariat(), make.secretariat()]
        agencies = [crowd.new, make.agency(english="Third Service")]
    works = [
        bulk(office).choose("agency", crowd.moving).answer(**{**crowd.answers, "agency": str(agency.id)})
        for office, agency in zip(offices, agencies, strict=True)
    ]
    versions = [work.version for work in works]

    in_parallel(lambda n: works[n % 2].do(versions[n % 2]), 4)  # each of the two presses twice

    fates = sorted(tuple(work.fates().values()) for work in works)
    assert fates == [("Changed meanwhile",) * 2, ("Moved",) * 2]
    assert [len(posts) for posts in careers_of(app, *crowd.moving)] == [2, 2]


def test_undo_leaves_what_somebody_changed_since(app: Flask, bulk: Working) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
    work = bulk(office).choose("agency", crowd.moving).answer(**crowd.answers)
    work.do()
    with app.app_context():
        one = db.session.scalars(
            sa.select(Affiliation).where(Affiliation.member_id == crowd.moving[0].id, Affiliation.ends_on.is_(None))
        ).one()
        post = Post(one.agency_id, one.starts_on, None, "Colonel")
        careers.correct_affiliation(one.id, one.version, post, by=signed(office))
    corrected = careers_of(app, crowd.moving[0])

    work.undo()

    assert work.fates() == {"Moves0": "Changed since: stays", "Moves1": "Undone"}
    assert careers_of(app, crowd.moving[0]) == corrected
    assert now_at(app, crowd.moving[1]) == [crowd.old.id]


def test_after_thirty_days_it_stays(app: Flask, bulk: Working) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
    work = bulk(office).choose("agency", crowd.moving).answer(**crowd.answers)
    work.do()

    with time_machine.travel(now() + timedelta(days=30, minutes=1)):
        late = bulk(office)
        late.path = work.path
        assert "/undo" not in late.page
        late.undo()
        assert "stays" in late.page
    assert now_at(app, *crowd.moving) == [crowd.new.id] * 2


def test_a_list_that_printed_the_new_post_prints_the_former_again(app: Flask, bulk: Working) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
        training = make.training(starts_on=date(2026, 5, 1))
        part = make.participation(training, crowd.moving[0])
    work = bulk(office).choose("agency", crowd.moving).answer(**crowd.answers)

    def printed() -> int | None:
        with app.app_context():
            held = sa.select(Affiliation.agency_id).join(Participation, Participation.affiliation_id == Affiliation.id)
            return db.session.scalar(held.where(Participation.id == part.id))

    work.do()
    assert printed() == crowd.new.id
    work.undo()
    assert printed() == crowd.old.id


def test_what_cannot_be_is_said_beside_the_field(app: Flask, bulk: Working) -> None:
    with app.app_context():
        crowd, office = Crowd(), make.secretariat()
        closed = make.agency(english="Closed Service", closed_on=date(2025, 12, 31))
    work = bulk(office).choose("agency", crowd.moving)

    answer = work.visitor.post(work.path, {**crowd.answers, "starts_on": ""}, status=422).text
    assert "Write the first day there." in answer
    assert f'value="{crowd.new.id}" selected' in answer
    unknown = work.visitor.post(work.path, {**crowd.answers, "agency": str(closed.id)}, status=422).text
    assert "Choose one of those that are offered." in unknown
    with app.app_context():
        early = make.agency(english="Late Service", opened_on=date(2026, 1, 1)).id
    work = bulk(office).choose("agency", crowd.moving)
    refused = work.visitor.post(
        work.path, {**crowd.answers, "agency": str(early), "starts_on": "2020-01-01"}, status=422
    )
    assert "Nobody can serve in Late Service on 1 January 2020." in refused.text
