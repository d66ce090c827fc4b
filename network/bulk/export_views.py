"""The chosen members as a list that leaves, on the one way on which every list leaves."""

from flask import Response, abort
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import asks_again, may, requires
from network.access.policy import Action
from network.access.scope import sight
from network.bulk import exporting, queries
from network.bulk.columns import CATALOGUE, NAME
from network.bulk.forms import MembersExportForm
from network.bulk.kinds import BulkKind
from network.bulk.models import BulkBatch
from network.bulk.views import bp
from network.clock import today
from network.errors import Refused
from network.exports.delivery import deliver
from network.exports.locking import suggested_password
from network.exports.table import chosen
from network.shields.queries import knows_any
from network.vocabulary import REGION_ZONE
from network.web.formats import day
from network.web.pages import done, render

#: Rows that are shown before the list leaves.
_PREVIEW = 10


@bp.route("/<bulk_batch_uid>/export", methods=["GET", "POST"])
@requires(Action.BULK_WORK, on=BulkBatch)
@asks_again
def export(bulk_batch: BulkBatch) -> Response:
    """Choose columns, say what for, and take the list of exactly those who were chosen."""
    if bulk_batch.kind is not BulkKind.EXPORT or not may(current_user, Action.LIST_EXPORT):
        abort(404)
    form = MembersExportForm(current_user, may_name=knows_any(sight(current_user, Action.MEMBER_IDENTIFY)))
    if form.validate_on_submit():
        try:
            return _deliver(bulk_batch, form)
        except Refused as refused:
            form.refuse(refused)
    counts = queries.counts(bulk_batch.id, current_user)
    keys = form.keys or ["name"]
    columns = chosen(CATALOGUE, keys)
    return render(
        "bulk/export.html",
        form=form,
        batch=bulk_batch,
        counts=counts,
        columns=columns,
        rows=[
            [column.value(row) for column in columns]
            for row in exporting.first_rows(bulk_batch, current_user, keys, _PREVIEW)
        ],
        suggested=suggested_password(),
    )


def _deliver(batch: BulkBatch, form: MembersExportForm) -> Response:
    terms, keys = form.terms(current_user), form.keys
    people = queries.counts(batch.id, current_user).total
    with force_locale(terms.language):
        delivery = deliver(
            NAME,
            str(_("Members")),
            chosen(CATALOGUE, keys),
            exporting.select(batch, current_user, keys, shielded_names=bool(terms.shielded_why)),
            terms,
            filters={"people": people},
            facts=[
                ngettext("%(num)s person, chosen one by one", "%(num)s people, chosen one by one", people),
                str(_("Agency, rank and position as of %(day)s", day=day(today(REGION_ZONE)))),
            ],
            group_by="state" if "state" in keys and len(keys) > 1 else None,
        )
    done(_("List no. %(number)s is recorded, with what it is for.", number=delivery.number))
    return delivery
