"""The menu: what this reader can use, from the same table that decides."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from network.access.policy import Action
from network.access.scope import may
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
    (_l("Agencies"), "agencies.index", "agency", Action.AGENCY_VIEW),
    (_l("Priorities"), "priorities.index", "priority", Action.PLAN_VIEW),
    (_l("Lists"), "reports.lists", "list", Action.LIST_EXPORT),
    (_l("Exports"), "reports.exports", "download", Action.EXPORTS_VIEW),
    (_l("Accounts"), "accounts.index", "key", Action.ACCOUNT_MANAGE),
    (_l("Audit"), "reports.audit", "audit", Action.AUDIT_VIEW),
)
ACCOUNT_MENU: tuple[tuple[Any, str, str], ...] = (
    (_l("My record"), "members.me", "person"),
    (_l("My account"), "accounts.me", "key"),
    (_l("Who can do what"), "accounts.rights", "shield"),
)


#: The words and the icon of every entry, by its endpoint.
_FACES = {endpoint: (text, icon) for text, endpoint, icon, _ in MENU} | {
    endpoint: (text, icon) for text, endpoint, icon in ACCOUNT_MENU
}


def _entry(endpoint: str) -> Item:
    here = request.endpoint or ""
    active = here == endpoint or (endpoint.endswith(".index") and here.startswith(endpoint.removesuffix("index")))
    return _item(endpoint, active, request.script_root, language())


@lru_cache(maxsize=256)
def _item(endpoint: str, active: bool, _root: str, _code: str) -> Item:
    """Kept for every page: `_root` and `_code` are what its address and its words depend on."""
    text, icon = _FACES[endpoint]
    return Item(str(text), url_for(endpoint), icon, active)


def init_app(app: Flask) -> None:
    """Give every template `navigation` and `account_menu`."""

    @app.context_processor
    def menus() -> dict[str, Any]:
        if not current_user.is_authenticated:
            return {"navigation": (), "account_menu": ()}
        return {
            "navigation": tuple(
                _entry(endpoint) for _, endpoint, _, action in MENU if action is None or may(current_user, action)
            ),
            "account_menu": tuple(
                _entry(endpoint)
                for _, endpoint, _ in ACCOUNT_MENU
                if endpoint != "members.me" or current_user.member_id is not None
            ),
        }
