"""A bare Flask application: one view and one small template a page, plain SQLAlchemy Core, nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, render_template, request
from sqlalchemy.engine import Connection, Engine

from network.attendance.models import Mark
from network.clock import now, today
from network.database import engine_options, furnish
from network.vocabulary import MarkStatus, Mode
from tests.bench.bare import selects

#: Rows of a page, rows of a participants list's page, up to which a list is counted: as the product does.
_ROWS, _PARTICIPANTS, _COUNTED = 25, 100, 2001
#: Names on a training's own page, trainings that a list is made of, rows of a preview.
_NAMED, _OFFERED, _PREVIEW = 200, 20, 10


def create(url: str) -> Flask:
    """The reference on this database, with the product's own settings of the engine."""
    app = Flask("bare", template_folder=str(Path(__file__).parent / "templates"))
    engine = sa.create_engine(url, **engine_options(url))
    furnish(engine)
    app.extensions["engine"] = engine
    for path, view in _PAGES.items():
        app.add_url_rule(path, view_func=view)
    app.add_url_rule("/mark", view_func=mark, methods=["POST"])
    return app


def engine_of(app: Flask) -> Engine:
    """Its engine."""
    engine: Engine = app.extensions["engine"]
    return engine


def _connect() -> Connection:
    return engine_of(current_app).connect()


def _page(template: str, rows: Any, most: int = _ROWS, **facts: Any) -> str:
    """One page of the rows, and how many there are."""
    with _connect() as connection:
        shown = connection.execute(rows.limit(most + 1)).all()[:most]
        total = connection.scalar(selects.counted(rows, _COUNTED))
        facts = {
            name: connection.execute(one).all() if isinstance(one, sa.Select) else one for name, one in facts.items()
        }
    return render_template(template, rows=shown, total=total, **facts)


def _day() -> date:
    return today("Asia/Bishkek")


def members() -> str:
    return _page("members.html", selects.members(_day()))


def trainings() -> str:
    return _page("trainings.html", selects.trainings(_day()))


def agencies() -> str:
    rows = selects.agencies(_day())
    with _connect() as connection:
        shown = connection.execute(rows.limit(_ROWS + 1)).all()[:_ROWS]
        total = connection.scalar(selects.counted(rows, _COUNTED))
        serving = dict(map(tuple, connection.execute(selects.serving([row.id for row in shown]))))
    return render_template("agencies.html", rows=shown, total=total, serving=serving)


def accounts() -> str:
    rows, day = selects.accounts(), _day()
    with _connect() as connection:
        shown = connection.execute(rows.limit(_ROWS + 1)).all()[:_ROWS]
        total = connection.scalar(selects.counted(rows, _COUNTED))
        roles: dict[int, list[str]] = {}
        for row in connection.execute(selects.roles([row.id for row in shown], day)):
            held = f"{row.role}, {row.state}" if row.state else str(row.role)
            roles.setdefault(row.account_id, []).append(held)
        coordinators = connection.execute(selects.coordinators(day)).all()
    return render_template("accounts.html", rows=shown, total=total, roles=roles, coordinators=coordinators)


def organisations() -> str:
    with _connect() as connection:
        rows = connection.execute(selects.organisations()).all()
    return render_template("organisations.html", rows=rows)


def exports() -> str:
    return _page("exports.html", selects.exports())


def audit() -> str:
    rows = selects.entries()
    with _connect() as connection:
        shown = connection.execute(rows.limit(_ROWS + 1)).all()[:_ROWS]
        total = connection.scalar(selects.counted(rows, _COUNTED))
        ids: dict[str, list[int]] = {}
        for row in shown:
            kind, _colon, key = row.subject.partition(":")
            ids.setdefault(kind, []).append(int(key))
        about = {
            f"{kind}:{key}": f"{first} {second}"
            for kind, key, first, second in connection.execute(selects.subjects(ids))
        }
        head = connection.execute(selects.entries().limit(1)).one()
    return render_template("audit.html", rows=shown, total=total, about=about, head=head)


def training(training_id: int) -> str:
    with _connect() as connection:
        counts = connection.execute(selects.by_state_and_role(training_id, sexes=False)).all()
        people = sum(row.people for row in counts)
        names = connection.execute(selects.names(training_id, _NAMED)).all() if people <= _NAMED else []
        facts = {
            "training": connection.execute(selects.one_training(training_id)).one(),
            "sessions": connection.execute(selects.sessions(training_id)).all(),
            "organisers": connection.execute(selects.organisers(training_id)).all(),
            "priorities": connection.execute(selects.served(training_id)).all(),
            "following": connection.execute(selects.following(training_id)).all(),
            "coordinators": connection.execute(selects.coordinators(_day())).all(),
        }
    states = sorted({row.state for row in counts})
    return render_template("training.html", counts=counts, states=states, names=names, people=people, **facts)


def participants(training_id: int) -> str:
    return _page(
        "participants.html",
        selects.participants(training_id),
        _PARTICIPANTS,
        training=selects.one_training(training_id),
        sessions=selects.sessions(training_id),
        counts=selects.by_state_and_role(training_id, sexes=True),
    )


def lists() -> str:
    """What a list can be made of; with a training also its first rows and their number."""
    with _connect() as connection:
        trainings_ = connection.execute(selects.latest_trainings(_OFFERED)).all()
        agencies_ = connection.execute(selects.agency_choices(_day())).all()
        rows, total = [], 0
        if training_id := request.args.get("training", type=int):
            wanted = selects.participants(training_id)
            rows = list(connection.execute(wanted.limit(_PREVIEW)).all())
            total = connection.scalar(selects.counted(wanted)) or 0
    return render_template("lists.html", trainings=trainings_, agencies=agencies_, rows=rows, total=total)


def mark() -> Response:
    """One row, inserted and committed."""
    table: Any = Mark.__table__
    fields = request.get_json()
    row = {
        "participation_id": fields["participation"], "session_id": fields["session"],
        "status": MarkStatus.PRESENT,
        "mode": Mode.IN_PERSON, "version": 1, "marked_by_id": 1, "marked_at": now(),
    }  # fmt: skip
    options = {"writes": True, "patience": 15.0}
    with engine_of(current_app).connect().execution_options(**options) as connection:
        connection.execute(table.insert(), row)
        connection.commit()
    return Response("{}", mimetype="application/json")


_PAGES: dict[str, Any] = {
    "/members": members,
    "/trainings": trainings,
    "/trainings/<int:training_id>": training,
    "/trainings/<int:training_id>/participants": participants,
    "/agencies": agencies,
    "/accounts": accounts,
    "/organisations": organisations,
    "/exports": exports,
    "/audit": audit,
    "/lists": lists,
}
