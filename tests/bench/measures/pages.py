"""Every list page and the training's page: beside the bare reference, with growing data, in statements."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from network.clock import today
from network.database import db
from network.members.models import Member, NameToken
from tests.bench.activity import CROWD_ID, USUAL_ID
from tests.bench.client import Browser
from tests.bench.records import COORDINATOR_ID, OFFICE_ID
from tests.bench.report import Figure, compared
from tests.bench.stage import ENGINES, Place, Stage
from tests.bench.timing import medians
from tests.statements import counted

#: At most so many times the bare page, so many times the page of a small Network, and so many statements.
BARE, GROWTH, STATEMENTS = 2.0, 1.3, 8


@dataclass(frozen=True, slots=True)
class Page:
    """A page, its bare reference, and the ways in which it can be narrowed: what each adds to the address.

    `growing`: whether the small Network has the same page to compare it with.
    """

    name: str
    path: str
    bare: str
    narrowed: tuple[str, ...] = ()
    pages: bool = True
    growing: bool = True


def _list(training_id: int) -> str:
    return f"/trainings/{training_id}/participants"


PAGES = (
    Page(
        "trainings", "/trainings/", "/trainings",
        ("when=past", "when=past&end=1", "q=inclus", "state=KG", "kind=workshop", "when=past&year={year}",
         "priority=3",
         "status=cancelled"),
    ),
    Page(
        "members", "/members/", "/members",
        ("q={word}", "q=a", "q={word}+a", "q=KG-0042", "state=KG", "agency={agency}", "kind=border",
         "standing=former",
         "band=senior", "unplaced=y", "q={word}&state=KG&kind=border"),
    ),
    Page(
        "agencies", "/agencies/", "/agencies",
        ("q=customs", "state=KG", "kind=border", "standing=closed", "standing=open", "verify=y"),
    ),
    Page(
        "accounts", "/accounts", "/accounts",
        ("q={word}", "q=member9", "q=nobody", "role=coordinator", "role=member", "state=KG"),
    ),
    Page("organisations", "/trainings/organisations", "/organisations", pages=False),
    Page(
        "exports", "/exports", "/exports",
        ("who=staff", "format=pdf", "first={yesterday}", "last={yesterday}", "account=3"),
    ),
    Page(
        "audit", "/audit", "/audit",
        ("event=member:", "event=training:edited", "who=staff", "record=training:2", "account=3",
         "first={yesterday}",
         "last={today}"),
    ),
    Page(
        "participants", f"{_list(USUAL_ID)}/", _list(USUAL_ID),
        ("state=KG", "kind=police", "role=trainer", "removed=y"),
    ),
    Page("participants of 20,000", f"{_list(CROWD_ID)}/", _list(CROWD_ID), growing=False),
    Page("lists", "/lists", "/lists", ("find=inclus",), pages=False),
    Page(
        "lists, a training", f"/lists?training={USUAL_ID}", f"/lists?training={USUAL_ID}",
        ("state=KG", "role=trainer", "kind=police", "agency={agency}", "attendance=completed"), pages=False,
    ),
    Page("lists, 20,000", f"/lists?training={CROWD_ID}", f"/lists?training={CROWD_ID}", pages=False,
         growing=False),
    Page("a training", f"/trainings/{USUAL_ID}", f"/trainings/{USUAL_ID}", pages=False),
    Page("a training of 20,000", f"/trainings/{CROWD_ID}", f"/trainings/{CROWD_ID}", pages=False,
         growing=False),
)  # fmt: skip


def against_bare(stage: Stage) -> Iterator[Figure]:
    """Median server time beside the bare page's; the note has that of the first reader after a change."""
    for engine in stage.engines:
        place = stage.place(engine)
        office, bare = Browser(place.app, OFFICE_ID), Browser(place.bare)
        for page in PAGES:
            works = (office.asking(page.path), bare.asking(page.bare))
            ours, reference = medians(*works, rounds=stage.rounds)
            anew, _ = medians(office.asking(page.path, anew=True), works[1], rounds=stage.rounds)
            figure = compared("pages", page.name, ENGINES[engine], ours, reference, BARE)
            first = f"first after a change {anew.clock * 1e3:.2f} ms, {anew.clock / reference.clock:.2f} ×"
            yield replace(figure, note=f"{figure.note}; {first}")


def with_members(stage: Stage) -> Iterator[Figure]:
    """First page, last, searches and every filter with many members, beside the same with few; each read anew."""
    for engine in stage.engines:
        many, few = stage.place(engine), stage.place(engine, large=False)
        words = _words(few)
        large, small = Browser(many.app, OFFICE_ID), Browser(few.app, OFFICE_ID)
        for page in PAGES:
            if not page.growing:
                continue
            for added in ("", *(("end=1",) if page.pages else ()), *page.narrowed):
                asked = added.format(**words)
                path = page.path + (("&" if "?" in page.path else "?") + asked if asked else "")
                works = (large.asking(path, anew=True), small.asking(path, anew=True))
                ours, reference = medians(*works, rounds=stage.rounds)
                what = f"{page.name} {asked or 'first page'}"
                yield compared("growth", what, ENGINES[engine], ours, reference, GROWTH)


def statements(stage: Stage) -> Iterator[Figure]:
    """SELECTs of each page, sign-in included; a coordinator's too, whose rights take one more to find out."""
    place = stage.place("sqlite")
    for who, account_id in (("secretariat", OFFICE_ID), ("coordinator", COORDINATOR_ID)):
        browser = Browser(place.app, account_id)
        for page in PAGES:
            if who == "coordinator" and page.name in ("accounts", "organisations", "exports", "audit"):
                continue
            browser.get(page.path)
            with counted(place.app) as sent:
                browser.get(page.path)
            yield Figure("queries", f"{page.name}, {who}", ENGINES["sqlite"], "queries", len(sent), STATEMENTS)


def _words(few: Place) -> dict[str, str]:
    """What addresses are filled with: an agency and the beginning of a name that fill a page of few."""
    day = today()
    with few.app.app_context():
        agency = db.session.scalar(
            sa.select(Member.agency_now_id)
            .where(Member.agency_now_id.is_not(None))
            .group_by(Member.agency_now_id)
            .order_by(sa.func.count().desc(), Member.agency_now_id)
            .limit(1)
        )
        begins = sa.func.substr(NameToken.token, 1, 5)
        word = db.session.scalar(
            sa.select(begins)
            .where(sa.func.length(NameToken.token) > 5, NameToken.token >= "a")
            .group_by(begins)
            .order_by(sa.func.count().desc(), begins)
            .limit(1)
        )
        db.session.remove()
    return {
        "agency": str(agency), "word": str(word), "year": str(day.year - 1), "today": day.isoformat(),
        "yesterday": (day - timedelta(days=1)).isoformat(),
    }  # fmt: skip
