"""A form cut off at every kB or with a bit turned round on its way: it is whole there or not there at all."""

import sqlalchemy as sa

from network.audit.changes import bookkeeping
from network.database import db
from network.trainings.models import Training
from tests.faults.outcome import Outcome
from tests.faults.site import Site, served
from tests.faults.stage import Stage, is_sound

TEXT = "Граница " * 1200


def uploads(stage: Stage) -> Outcome:
    """Against the real server by raw sockets, urlencoded and multipart."""
    outcome = Outcome()
    with served(stage.folder / "uploads") as site:
        for multipart in (False, True):
            fields = {
                "title": f"Cut {multipart}", "kind": "course", "description": TEXT, "starts_on": "2027-03-01",
                "ends_on": "2027-03-02", "state": "KG", "zone": "Asia/Bishkek", "completion_percent": "80",
            }  # fmt: skip
            whole = site.body(fields, multipart=multipart)
            step = stage.many(1024, max(1024, len(whole) // 4))
            for length in (*range(0, len(whole), step), *range(len(whole) - 30, len(whole), stage.many(1, 7))):
                site.send("/trainings/add", whole[:length], length=len(whole), multipart=multipart)
                outcome.case(not _saved(site), f"cut after {length} bytes, and something is saved")
            for place in range(300, len(whole), step):
                turned = whole[:place] + bytes([whole[place] ^ 0x02]) + whole[place + 1 :]
                status = site.send("/trainings/add", turned, multipart=multipart)
                outcome.case(0 < status < 500, f"a turned bit at {place} is answered {status}")
                _forget(site)
            status = site.send("/trainings/add", whole, multipart=multipart)
            saved = _saved(site)
            outcome.case(status == 303 and saved == [TEXT.strip()], f"the whole form is answered {status}")
            _forget(site)
        with site.app.app_context():
            outcome.case(is_sound(), "the trail does not verify")
    return outcome


def _saved(site: Site) -> list[str]:
    """The descriptions that were saved since the last `_forget`."""
    with site.app.app_context():
        found = list(db.session.scalars(sa.select(Training.description).where(Training.title != "Past")))
        db.session.rollback()
    return [one.strip() for one in found]


def _forget(site: Site) -> None:
    """What was saved until here is another matter."""
    with site.app.app_context(), bookkeeping():
        db.session.execute(sa.update(Training).values(title="Past"))
