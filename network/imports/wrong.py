"""The rows that have to be mended, as a workbook with the reasons: mended there, it is sent in again."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from network.database import db
from network.exports.delivery import Delivery, Taker, Terms, deliver
from network.exports.table import Column
from network.imports import drafts
from network.imports.checking import terms_of
from network.imports.headings import Field
from network.imports.judging import drafted, settled
from network.imports.labels import FIELDS
from network.imports.models import ImportRow, ListImport
from network.imports.places import people
from network.imports.queries import wrong_rows
from network.vocabulary import ExportFormat, Language
from network.web.i18n import language

#: Under which the records keep such an export.
NAME = "import_rows"


def deliver_wrong(list_import: ListImport, *, by: Taker) -> Delivery:
    """Numbered and recorded as every list that leaves. What it is for is known: it goes back to who sent it."""
    purpose = _("Rows of import no. %(number)s to be mended", number=list_import.id)
    terms = Terms(purpose, _("own use"), ExportFormat.XLSX, Language(language()), by)
    rows = wrong_rows(list_import)
    columns = _columns(list_import, by)
    nobody = sa.literal(None, sa.Integer)
    select = rows.add_columns(nobody.label("viewed_id"))
    return deliver(NAME, purpose, columns, select, terms, filters={"list": list_import.id})


def _columns(list_import: ListImport, by: Taker) -> list[Column[Any]]:
    """The fields of the list, and why each row was not taken."""
    said = terms_of(list_import)
    whose = wrong_rows(list_import).with_only_columns(ImportRow.member_id).where(ImportRow.member_id.is_not(None))
    known = people({one for one in db.session.scalars(whose.order_by(None)) if one}, by, said)
    read: dict[int, Any] = {}

    def judged(row: Any) -> Any:
        if row.id not in read:
            read.clear()
            found = ImportRow.found.opened(row.found_sealed, row.uid) or {}
            read[row.id] = settled(row, drafted(row, said), known.get(row.member_id or 0), found)
        return read[row.id]

    def text(one: Field) -> Any:
        return lambda row: judged(row).draft.texts.get(one) or None

    def reasons(row: Any) -> str:
        return " ".join(f"{FIELDS[one]}: {sentence}" for one, sentence in judged(row).problems.items())

    columns = list(dict.fromkeys(said.choices.mapping.columns.values()))
    fields = [*columns, *(one for one in drafts.people_fields() if one not in columns and one is Field.AGENCY)]
    return [
        Column("reasons", _("What to mend"), reasons, 60),
        *(Column(one.value, FIELDS[one], text(one), 22) for one in fields),
    ]
