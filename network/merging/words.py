"""What hangs on a record, and what merging does with it, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from network.merging.fingerprint import Attached
from network.web.formats import day
from network.web.words import label

LABELS: dict[str, Any] = {
    "number": _l("Member number"),
    "family": _l("Family name"),
    "given": _l("Given name"),
    "patronymic": _l("Patronymic / other name"),
    "family_latin": _l("Family name, Latin"),
    "given_latin": _l("Given name, Latin"),
    "patronymic_latin": _l("Patronymic / other name, Latin"),
    "certificate_name": _l("Name on certificates"),
    "state": _l("State"),
    "standing": _l("Standing"),
    "sex": _l("Sex"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "born_on": _l("Date of birth"),
    "notes": _l("Notes"),
}


def shown(name: str, value: Any) -> str:
    """A value of a record as people read it."""
    if not value:
        return ""
    if name == "born_on":
        return day(value)
    return label(value) if name in ("state", "standing", "sex") else str(value)


def counted(name: str, number: int) -> str:
    """So many rows of a column, in words."""
    return str(_counted(name, number))


def _counted(name: str, number: int) -> Any:
    match name:
        case "affiliation.member_id":
            return ngettext("%(num)d post", "%(num)d posts", number)
        case "participation.member_id":
            return ngettext("%(num)d place on a training's list", "%(num)d places on trainings' lists", number)
        case "mark":
            return ngettext("%(num)d mark of attendance", "%(num)d marks of attendance", number)
        case "consent.member_id":
            return ngettext("%(num)d decision on who sees her", "%(num)d decisions on who sees her", number)
        case "photo.member_id":
            return ngettext("%(num)d photo", "%(num)d photos", number)
        case "privacy_request.member_id":
            return ngettext("%(num)d request about her data", "%(num)d requests about her data", number)
        case "previous_name.member_id":
            return ngettext("%(num)d earlier name", "%(num)d earlier names", number)
        case "secondment.member_id":
            return ngettext("%(num)d secondment", "%(num)d secondments", number)
        case "seen.member_id":
            return ngettext("%(num)d entry of who has seen her", "%(num)d entries of who has seen her", number)
        case "directory_sight.member_id":
            return ngettext("%(num)d look at her entry in the directory", "%(num)d looks at her entry", number)
        case "account.member_id" | "account.once_member_id":
            return ngettext("%(num)d account", "%(num)d accounts", number)
        case "merger.member_id":
            return ngettext("%(num)d record merged earlier", "%(num)d records merged earlier", number)
        case "role_grant.account_id":
            return ngettext("%(num)d role", "%(num)d roles", number)
        case "passkey.account_id" | "code_app.account_id" | "recovery_code.account_id":
            return ngettext("%(num)d key or code for signing in", "%(num)d keys and codes for signing in", number)
        case "sign_in.account_id":
            return ngettext("%(num)d sign-in", "%(num)d sign-ins", number)
        case "export.account_id":
            return ngettext("%(num)d list that she took", "%(num)d lists that she took", number)
        case "layout.account_id":
            return ngettext("%(num)d layout that she keeps", "%(num)d layouts that she keeps", number)
        case "mark.marked_by_id":
            return ngettext("%(num)d mark that she gave others", "%(num)d marks that she gave others", number)
        case "distinct_pair.one_id" | "distinct_pair.other_id":
            return ngettext("%(num)d pair that was told apart", "%(num)d pairs that were told apart", number)
        case "import_row.member_id":
            return ngettext("%(num)d row of a list that came in", "%(num)d rows of lists that came in", number)
        case "audit":
            return ngettext("%(num)d entry of the audit trail", "%(num)d entries of the audit trail", number)
        case _:
            return ngettext(
                "%(num)d row of “%(name)s”", "%(num)d rows of “%(name)s”", number, name=name.partition(".")[0]
            )


#: Columns that say nothing to people: words to find her by, counters, numbers of what is counted already.
_UNTOLD = frozenset(
    {
        "name_token.member_id", "shield_opening.member_id", "account_word.account_id", "directory_day.account_id",
        "directory_sight.account_id", "export_number.account_id", "mark_operation.account_id",
        "member.shield_account_id", "merger.account_id", "reading.account_id", "account_link.account_id",
        "account_link.made_by_id", "privacy_request.answered_by_id", "likeness_key.member_id",
        "likeness_due.member_id", "likely_pair.one_id", "likely_pair.other_id", "bulk_row.member_id",
    }
)  # fmt: skip


def rows(found: Mapping[str, Attached], *, of_other: bool) -> list[str]:
    """Everything that hangs on the record that stays, or on the other: one line a kind."""
    numbers = {name: one.goes if of_other else one.stays for name, one in found.items()}
    return [counted(name, number) for name, number in numbers.items() if number and name not in _UNTOLD]


def since(then: Mapping[str, list[int]], found: Mapping[str, Attached]) -> tuple[list[str], list[str]]:
    """What was added to the record since it was merged, and what was changed: rows now against those of then."""
    added, changed = [], []
    for name, one in found.items():
        if name in _UNTOLD or name not in then or name in ("audit", "merger.member_id"):
            continue
        count, *state = then[name]
        if one.stays > count:
            added.append(counted(name, one.stays - count))
        elif list(one.state) != state:
            changed.append(counted(name, one.stays))
    return added, changed


_TABLES = {
    "affiliation": "affiliation.member_id", "participation": "participation.member_id", "mark": "mark",
    "consent": "consent.member_id", "photo": "photo.member_id", "privacy_request": "privacy_request.member_id",
    "secondment": "secondment.member_id",
    "seen": "seen.member_id", "directory_sight": "directory_sight.member_id", "account": "account.member_id",
}  # fmt: skip


def moved(tables: Iterable[str]) -> list[str]:
    """What a merge touched: rows by their tables."""
    names = [_TABLES[one] for one in tables if one in _TABLES]
    return [counted(name, names.count(name)) for name in dict.fromkeys(names)]


def which(number: str | None, name: str) -> str:
    """How a record is named where two stand side by side."""
    return number or str(_("%(name)s, a guest", name=name))
