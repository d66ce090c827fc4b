"""Another agency for many."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from network.access.policy import Action
from network.accounts.actor import SignedIn
from network.agencies.models import Agency
from network.audit.changes import Change
from network.audit.events import Event
from network.bulk.acts import Judged, Made, MadeRow, obstacle
from network.bulk.kinds import Undone, Verdict
from network.bulk.models import BulkBatch, BulkRow
from network.bulk.queries import people
from network.database import among, db
from network.errors import Refused
from network.members.models import Affiliation
from network.members.transfers import Held, Outcome, begin_many, outcome, take_back
from network.participation.models import Participation
from network.web.formats import day as shown_day
from network.web.i18n import language

_VERDICTS = {
    Outcome.MOVES: Verdict.MOVES,
    Outcome.BEGINS: Verdict.BEGINS,
    Outcome.SERVES_THERE: Verdict.SERVES_THERE,
    Outcome.OTHER_STATE: Verdict.OTHER_STATE,
    Outcome.OVERLAPS: Verdict.OVERLAPS,
}


def agency_of(batch: BulkBatch) -> Agency | None:
    """The agency that they go to, with its names."""
    return db.session.get(Agency, batch.fields.get("agency") or 0, options=[selectinload(Agency.names)])


def day_of(batch: BulkBatch) -> date:
    """Their first day there."""
    return date.fromisoformat(batch.fields["starts_on"])


class Transferring:
    """The open post of each ends on the day before, the new one begins; with rank and position or without."""

    action, event = Action.MEMBER_EDIT, Event.BULK_TRANSFERRED

    def hold(self, batch: BulkBatch) -> None:
        """People come first."""

    def judge(self, batch: BulkBatch, by: SignedIn) -> Sequence[Judged]:
        agency, day = agency_of(batch), day_of(batch)
        if agency is None:
            raise Refused(_l("There is no such agency."), field="agency")
        if not agency.open_on(day):
            name = agency.name_on(day).text(language())
            sentence = _("Nobody can serve in %(agency)s on %(day)s.", agency=name, day=shown_day(day))
            raise Refused(sentence, field="agency")
        one = Affiliation
        select = people(batch.id, by, self.action, one.id, one.version, one.agency_id, one.starts_on, one.ends_on)
        rows = db.session.execute(select.outerjoin(one, one.member_id == BulkRow.member_id))
        return [_judged(list(hers), agency, day) for _id, hers in groupby(rows, key=lambda row: row.member_id)]

    def do(self, note: Change, batch: BulkBatch, these: Sequence[Judged], *, by: SignedIn) -> Made:
        agency = agency_of(batch)
        note.about(agency)
        closing = {one.member_id: one.basis_id for one in these}
        return Made(begin_many(note, closing, cast(Agency, agency).id, day_of(batch), keeps=batch.fields["keeps"]))

    def take_back(self, note: Change, batch: BulkBatch, these: Sequence[MadeRow], *, by: SignedIn) -> dict[int, Undone]:
        note.about(agency_of(batch))
        fates = _fates(batch, these)
        back = [one for one in these if fates[one.member_id] is Undone.UNDONE]
        _let_lists_go([one.made_id for one in back])
        take_back(
            note,
            {one.member_id: one.made_id for one in back},
            {one.member_id: one.basis_id for one in back if one.basis_id is not None},
        )
        return fates


def _judged(rows: list[Any], agency: Agency, day: date) -> Judged:
    first = rows[0]
    against = obstacle(first)
    held = [Held(*row[4:]) for row in rows if row.id is not None]
    what, open_one = outcome(first.state, held, agency, day)
    basis = (open_one.id, open_one.version) if open_one else (None, None)
    return Judged(first.member_id, against or _VERDICTS[what], *basis)


def _fates(batch: BulkBatch, these: Sequence[MadeRow]) -> dict[int, Undone]:
    """Whose new post is as it was made, and whose former one ended as it was ended.

    It has to be hers, too: SQLite gives the key of a post that was taken out to the next one, whosever that is.
    """
    held: set[tuple[int, int, int]] = set()
    for column in (BulkRow.made_id, BulkRow.basis_id):
        posts = sa.select(Affiliation.member_id, Affiliation.id, Affiliation.version)
        found = db.session.execute(posts.join(BulkRow, column == Affiliation.id).where(BulkRow.batch_id == batch.id))
        held.update(found.tuples())

    def untouched(one: MadeRow) -> bool:
        if (one.member_id, one.made_id, 1) not in held:
            return False
        return one.basis_id is None or (one.member_id, one.basis_id, (one.basis_version or 0) + 1) in held

    return {one.member_id: Undone.UNDONE if untouched(one) else Undone.ALTERED for one in these}


def _let_lists_go(post_ids: Sequence[int]) -> None:
    """Participants lists that print a new post that goes print again where she served before: they follow when all is
    settled. Those of people whose post stays print it still."""
    table = cast(sa.Table, Participation.__table__)
    db.session.execute(sa.update(table).where(among(table.c.affiliation_id, post_ids)).values(affiliation_id=None))
