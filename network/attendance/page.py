"""Puts one page of the register together: four statements, then the cells of each person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from network.access.scope import Actor
from network.attendance import rows as select
from network.attendance.forms import word
from network.attendance.grid import Cell, Grid, Head, Row, Totals, called_by_name, names
from network.attendance.rule import is_held, tally
from network.clock import now
from network.trainings.models import Training, TrainingSession
from network.vocabulary import (
    ATTENDED,
    MarkStatus,
    Mode,
    ParticipantRole,
    ParticipationStatus,
    State,
    TrainingKind,
)
from network.web.formats import clock, day
from network.web.i18n import language
from network.web.paging import Page
from network.web.words import label

#: A session is "this session" from so long before it begins.
EARLY = timedelta(minutes=45)


def page(
    training: Training, by: Actor, *, state: State | None, asked_session: int | None, asked_page: int, mark: bool
) -> Grid:
    """The page of the register that was asked for by this reader (needs `sessions` loaded), in four statements.

    `mark` says whether the reader may mark; whoever left the list keeps her marks as they are.
    """
    at = now()
    counts = select.lists(training.id, training.sessions)
    totals = select.totals([one.id for one in training.sessions], state)
    rows = counts.rows(state)
    size = rows if rows <= select.ONE_PAGE else select.PAGE_PEOPLE
    last = max(1, -(-rows // size)) if size else 1
    number = min(max(asked_page, 1), last)
    people = select.people(training, by, language(), state=state, page=number, size=size) if rows else []
    marks = select.marks([one.id for one in people])
    current = _current(
        training.sessions,
        asked_session,
        lambda one: sum(totals[one.id].values()) >= counts.due(one.id, state),
        at,
    )
    heads = [
        _head(training, one, current, totals[one.id], counts.due(one.id, state), at, state, number)
        for one in training.sessions
    ]
    in_words = Totals()
    own: dict[int, dict[int, Any]] = {}
    for mark_row in marks:
        own.setdefault(mark_row.participation_id, {})[mark_row.session_id] = mark_row
    return Grid(
        heads=heads,
        rows=[_row(one, training.sessions, heads, own.get(one.id, {}), in_words, mark, at) for one in people],
        current=next((head for head in heads if head.current), None),
        makers={one.marked_by_id: one.by for one in marks},
        people=counts.people(state),
        states=len(counts.by_state) if state is None else int(bool(counts.people(state))),
        marked_percent=_marked_percent(heads),
        page=_pages(training, people, rows, size, number, last, state, current),
        number=number if number > 1 else None,
        mode=Mode.ONLINE if training.kind is TrainingKind.WEBINAR else Mode.IN_PERSON,
        tabs=_tabs(training, counts, state, current),
        called=called_by_name(people),
    )


def _tabs(training: Training, counts: select.Lists, chosen: State | None, current: int | None) -> list[dict[str, Any]]:
    """All, and each state that has somebody here; nothing where there is but one."""
    if len(counts.shown) < 2:
        return []

    def tab(state: State | None, text: str) -> dict[str, Any]:
        wanted = state.value if state else None
        url = url_for("attendance.register", training_id=training.id, state=wanted, session=current)
        return {"label": text, "url": url, "active": state is chosen, "count": counts.people(state)}

    return [
        tab(None, _("All states")),
        *(tab(state, label(state)) for state in sorted(counts.shown, key=label)),
    ]


def _current(
    sessions: Sequence[TrainingSession],
    asked: int | None,
    complete: Callable[[TrainingSession], bool],
    at: datetime,
) -> int | None:
    """The one asked for; else the one that runs; else the first begun that has gaps; else the last begun."""
    held = [one for one in sessions if not one.cancelled]
    if any(one.id == asked for one in held):
        return asked
    begun = [one for one in held if one.starts_at - EARLY <= at]
    running = [one for one in begun if at < one.ends_at]
    gaps = [one for one in begun if not complete(one)]
    chosen = running[-1:] or gaps[:1] or begun[-1:] or held[:1]
    return chosen[0].id if chosen else None


def _head(
    training: Training,
    session: TrainingSession,
    current: int | None,
    counted: Mapping[MarkStatus, int],
    due: int,
    at: datetime,
    state: State | None,
    page: int,
) -> Head:
    local = session.starts_in(training.zone)
    marked = sum(counted.values())
    return Head(
        id=session.id,
        day=day(local.date(), "EEE d"),
        clock=clock(session.starts_at, training.zone),
        title=session.title_in(language()),
        cancelled=session.cancelled,
        current=session.id == current,
        running=not session.cancelled and session.starts_at <= at < session.ends_at,
        over=session.ends_at <= at,
        held=is_held(session, marked > 0, at),
        attended=sum(count for status, count in counted.items() if status in ATTENDED),
        marked=marked,
        due=max(due, marked),
        url=url_for(
            "attendance.register",
            training_id=training.id,
            session=session.id,
            state=state.value if state else None,
            page=page if page > 1 else None,
        ),
    )


def _row(
    one: Any,
    sessions: Sequence[TrainingSession],
    heads: list[Head],
    marks: dict[int, Any],
    in_words: Totals,
    mark: bool,
    at: datetime,
) -> Row:
    own, latin = names(one)
    removed = one.status is ParticipationStatus.WITHDRAWN
    counted = tally(
        sessions,
        {session_id: row.status for session_id, row in marks.items()},
        marked_sessions=[head.id for head in heads if head.marked],
        joined_at=one.joined_at,
        left_at=one.left_at,
        at=at,
    )
    return Row(
        id=one.id,
        own=own,
        latin=latin,
        shielded=one.shielded is not None,
        state=one.state,
        agency=one.agency or "",
        role="" if one.role is ParticipantRole.PARTICIPANT else label(one.role),
        removed=removed,
        cells=[_cell(one, session, marks.get(session.id), mark and not removed) for session in sessions],
        total=in_words.of(counted),
        notes=in_words.notes(counted),
    )


def _cell(one: Any, session: TrainingSession, mark: Any, may_mark: bool) -> Cell:
    outside = bool(
        (one.joined_at and session.ends_at <= one.joined_at) or (one.left_at and session.starts_at >= one.left_at)
    )
    facts = ""
    text = ""
    if mark is not None:
        text = word(mark.status, mark.mode)
        facts = (
            f' data-v="{mark.version}" data-m="{mark.status or ""}" data-b="{mark.marked_by_id}"'
            f' data-t="{int(mark.marked_at.timestamp())}"{" data-o" if mark.mode is Mode.ONLINE else ""}'
        )
    return Cell(
        session_id=session.id,
        word=text,
        version=mark.version if mark is not None else 0,
        open=may_mark and not session.cancelled,
        outside=outside,
        facts=Markup(facts + (" data-x" if outside else "")),  # noqa: S704 - numbers and words of ours
    )


def _marked_percent(heads: list[Head]) -> int:
    """How much of what could be marked by now is marked."""
    due = sum(head.due for head in heads if head.held)
    return sum(head.marked for head in heads if head.held) * 100 // due if due else 0


def _pages(
    training: Training,
    people: Sequence[Any],
    rows: int,
    size: int,
    page: int,
    last: int,
    state: State | None,
    current: int | None,
) -> Page:
    def turn(wanted: int) -> str | None:
        if wanted == page or not 1 <= wanted <= last:
            return None
        return url_for(
            "attendance.register",
            training_id=training.id,
            state=state.value if state else None,
            session=current,
            page=wanted if wanted > 1 else None,
        )

    return Page(
        rows=people,
        start=(page - 1) * size + 1,
        total=rows,
        more_than=False,
        first_url=turn(1),
        previous_url=turn(page - 1),
        next_url=turn(page + 1),
        last_url=turn(last),
    )
