"""What stands in front of a view. Every route declares exactly one of the four, or the app refuses to start."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, request
from flask_login import current_user
from sqlalchemy import select as select_from
from sqlalchemy.orm import QueryableAttribute, selectinload

from network.access.policy import Action
from network.access.scope import allowed, condition, may, out_of_status, permitted
from network.database import Base, db
from network.errors import Misconfigured, NotNow

V = TypeVar("V", bound=Callable[..., Any])


def _seal(view: V, kind: str, **facts: Any) -> V:
    if hasattr(view, "access"):
        raise Misconfigured(f"{view.__name__} declares its access twice")
    view.access = {"kind": kind, **facts}  # type: ignore[attr-defined]
    return view


def public(view: V) -> V:
    """Anybody, signed in or not."""
    return _seal(view, "public")


def by_token(kind: str) -> Callable[[V], V]:
    """Whoever holds a secret address of this kind; the view itself checks it in constant time."""
    return lambda view: _seal(view, "token", token=kind)


#: What a higher feature answers instead of a view: before a second factor is set, before a sensitive action, while a
#: record that may be read is closed, and where it stands under another address now.
Stop = Callable[..., Any]


def stops(app: Flask, **some: Stop) -> None:
    """Register them: each gives an answer, or None to go on. `unready`, `unproven`, and, of a record, `closed`,
    `forwarded`."""
    app.extensions.setdefault("access", {}).update(some)


def _stopped(name: str, *about: Any) -> Any:
    return current_app.extensions["access"][name](*about)


def signed_in(view: V) -> V:
    """Anybody who is signed in, about herself only."""
    return _about_herself(view, ready=True)


def enrolling(view: V) -> V:
    """The same, also before she has the second factor that her role needs: the pages on which she gets one."""
    return _about_herself(view, ready=False)


def _about_herself(view: V, *, ready: bool) -> V:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        if ready and (answer := _stopped("unready")) is not None:
            return answer
        return view(*args, **kwargs)

    return _seal(cast(V, guarded), "signed_in")


def asks_again(view: V) -> V:
    """A sensitive action (SECURITY): a post goes on only ten minutes after she last showed that it is her.

    Stands next to the view, below its access: who may not do it at all is not asked.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and (answer := _stopped("unproven")) is not None:
            return answer
        return view(*args, **kwargs)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return cast(V, guarded)


def requires(
    action: Action, on: Any = None, load: Sequence[Any] = (), *, late: bool = False, opens: bool = False
) -> Callable[[V], V]:
    """Whoever the policy lets do `action`; with `on`, to the record that the address names.

    The record is loaded through `permitted`, with the relationships (or loader options) of `load`, and handed to
    the view under its table's name. Other ids of the address that are columns of it must match: nested ids load
    through their parent. One that she may not read is a 404; one that she may read but not change is a 403 that
    says why. With `late`, a post that only the record's present status stands against still reaches the view, so
    that a form that was open when the status changed keeps what was typed; the command refuses. A record that
    `is_closed` is opened first, with a reason; only the route that `opens` it is reached before.
    """

    def seal(view: V) -> V:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if (answer := _stopped("unready")) is not None:
                return answer
            g.action = action
            if on is None:
                if not may(current_user, action):
                    abort(403)
                return view(*args, **kwargs)
            name = on.__tablename__
            record = _load(on, {key: kwargs.pop(key) for key in list(kwargs) if _is_column(on, name, key)}, load)
            if not allowed(current_user, action, record):
                if not out_of_status(current_user, action, record):
                    abort(403)
                if not (late and request.method == "POST"):
                    raise NotNow(field=None)
            if not opens and getattr(record, "is_closed", False) and (answer := _stopped("closed", record)) is not None:
                return answer
            return view(*args, **kwargs, **{name: record})

        return _seal(cast(V, guarded), "requires", action=action, on=on)

    return seal


def _is_column(model: Any, name: str, key: str) -> bool:
    return key in (f"{name}_id", f"{name}_uid") or key in model.__table__.columns


def _load(model: Any, ids: dict[str, Any], load: Sequence[Any]) -> Any:
    select = permitted(current_user, model.readable_by, model)
    for key, value in ids.items():
        own = key.removeprefix(model.__tablename__ + "_") if key.startswith(model.__tablename__ + "_") else key
        select = select.where(getattr(model, own if own in ("id", "uid") else key) == value)
        if parent := _parent(model, key):
            readable = select_from(parent.id).where(condition(current_user, parent.readable_by, parent))
            select = select.where(getattr(model, key).in_(readable))
    ways = (selectinload(one) if isinstance(one, QueryableAttribute) else one for one in load)
    record = db.session.scalars(select.options(*ways)).unique().one_or_none()
    if record is None and request.method == "GET" and (answer := _stopped("forwarded", model, ids)) is not None:
        abort(answer)
    if record is None:
        abort(404)
    return record


def _parent(model: Any, key: str) -> Any:
    """The record that the id in the address names and `model` belongs to: one must be able to read it too."""
    column = model.__table__.columns.get(key)
    tables = [foreign.column.table for foreign in column.foreign_keys] if column is not None else []
    mappers = (mapper for mapper in Base.registry.mappers if mapper.local_table in tables)
    return next((mapper.class_ for mapper in mappers if hasattr(mapper.class_, "readable_by")), None)


def check_sealed(app: Flask) -> None:
    """Refuse to start with a route that does not say who may use it."""
    for endpoint, view in app.view_functions.items():
        if not hasattr(view, "access"):
            raise Misconfigured(f"the route {endpoint} does not declare its access")


__all__ = [
    "allowed", "asks_again", "by_token", "check_sealed", "condition", "enrolling", "may", "permitted", "public",
    "requires", "signed_in", "stops",
]  # fmt: skip
