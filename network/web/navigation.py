"""The menu: what this reader can use, from the same table that decides."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from network.access.policy import Action
from network.access.scope import opens
from network.vocabulary import Role
from network.web.i18n import language


@dataclass(frozen=True)
class Item:
    """One entry as a template shows it."""

    label: str
    url: str
    icon: str
    active: bool


#: Label, endpoint, icon, and the action that makes it useful (None: whoever is signed in).
MENU: tuple[tuple[Any, str, str, Action | None], ...] = (
    (_l("Home"), "home.show", "home", None),
    (_l("Trainings"), "trainings.index", "training", Action.TRAINING_VIEW),
    (_l("Members"), "members.index", "people", Action.MEMBER_LIST),
    (_l("Directory"), "members.directory", "book", Action.DIRECTORY_VIEW),
    (_l("Agencies"), "agencies.index", "agency", Action.AGENCY_VIEW),
    (_l("Priorities"), "priorities.index", "priority", Action.PLAN_VIEW),
    (_l("Lists"), "reports.lists", "list", Action.LIST_EXPORT),
    (_l("Exports"), "reports.exports", "download", Action.EXPORTS_VIEW),
    (_l("Accounts"), "accounts.index", "key", Action.ACCOUNT_MANAGE),
    (_l("Audit"), "reports.audit", "audit", Action.AUDIT_VIEW),
)
#: Pages (or all pages of a feature) whose entry is another than their own feature's list.
UNDER = {
    "participation": "trainings.index",
    "attendance": "trainings.index",
    "reports.entry": "reports.audit",
    "reports.export": "reports.exports",
    "reports.save_layout": "reports.lists",
    "exports": "reports.lists",
    "ranks": "agencies.index",
    "members.me": "members.me",
    "members.visibility": "members.me",
    "members.add_photo": "members.me",
    "members.directory": "members.directory",
    "members.entry": "members.directory",
    "reports.seen": "members.me",
    "imports": "members.index",
    "privacy.mine": "members.me",
    "privacy.correction": "members.me",
    "privacy.leaving": "members.me",
    "privacy.erase": "members.index",
    "privacy": "home.show",
    "accounts.me": "accounts.me",
    "accounts.password": "accounts.me",
    "accounts.rights": "accounts.rights",
}
ACCOUNT_MENU: tuple[tuple[Any, str, str], ...] = (
    (_l("My record"), "members.me", "person"),
    (_l("My account"), "accounts.me", "key"),
    (_l("Who can do what"), "accounts.rights", "shield"),
)


@lru_cache(maxsize=512)
def _menu(roles: frozenset[Role], here: str, _root: str, _code: str) -> tuple[Item, ...]:
    """What these roles can use, on the page `here`. Made once for all who hold them: `_root`, where the application
    is mounted, and `_code`, the language, are what addresses and words depend on."""
    return tuple(
        _item(text, endpoint, icon, here)
        for text, endpoint, icon, action in MENU
        if action is None or opens(roles, action)
    )


@lru_cache(maxsize=512)
def _account_menu(own: bool, here: str, _root: str, _code: str) -> tuple[Item, ...]:
    """The same of an account; `own` says whether she has a record of her own."""
    return tuple(
        _item(text, endpoint, icon, here) for text, endpoint, icon in ACCOUNT_MENU if own or endpoint != "members.me"
    )


def _item(text: Any, endpoint: str, icon: str, here: str) -> Item:
    feature = here.partition(".")[0]
    entry = UNDER.get(here) or UNDER.get(feature) or f"{feature}.index"
    return Item(str(text), url_for(endpoint), icon, endpoint in (here, entry))


def init_app(app: Flask) -> None:
    """Give every template `navigation` and `account_menu`."""

    @app.context_processor
    def menus() -> dict[str, Any]:
        if not current_user.is_authenticated:
            return {"navigation": (), "account_menu": ()}
        place = request.endpoint or "", request.script_root, language()
        return {
            "navigation": _menu(current_user.roles, *place),
            "account_menu": _account_menu(current_user.member_id is not None, *place),
        }
