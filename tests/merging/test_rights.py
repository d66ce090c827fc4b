"""Who merges whom: nobody learns of somebody hidden, nobody gains a right, and the narrower decision holds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts import roles
from network.accounts.models import Account, RoleGrant, SignIn
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import PersonKey
from network.clock import now
from network.database import db
from network.errors import Refused
from network.imports.keys import next_keys
from network.members.consents import Consent
from network.members.models import Member
from network.merging import commands, undoing
from network.merging.choices import Choices, Side
from network.merging.models import Merger
from network.merging.preview import preview_of
from network.privacy import erased, erasing, sweeping
from network.shields import commands as shields
from network.vocabulary import Audience, Opened, Role, State
from tests import factories as make
from tests.factors.people import with_app
from tests.merging.test_pages import address, fields, merge, record, undo
from tests.participation.people import actor
from tests.visitor import Visitor

SignedInAs = Callable[[Account], Visitor]


def account(key: int) -> Account:
    found = db.session.get_one(Account, key, populate_existing=True)
    db.session.rollback()
    return found


def as_office() -> Any:
    return actor(make.secretariat())


def merged(here: Member, there: Member, **chosen: Any) -> str:
    by = as_office()
    both = [db.session.get_one(Member, one.id, populate_existing=True) for one in (here, there)]
    digest = preview_of(*both, by).digest
    db.session.rollback()
    return commands.merge(here.id, there.id, Choices(**chosen), digest=digest, why="Twice", by=by)


def test_a_coordinator_merges_members_of_her_own_state_only(app: Flask, signed_in: SignedInAs) -> None:
    with app.app_context():
        here, there, elsewhere = make.member(State.KG), make.member(State.KG), make.member(State.UZ)
        visitor, office = signed_in(make.coordinator(State.KG)), signed_in(make.secretariat())
        member = signed_in(make.member_account(here))
    visitor.get(address(here, there))
    visitor.get(address(here, elsewhere), status=404)
    visitor.get(address(elsewhere, here), status=404)
    assert elsewhere.uid not in visitor.get(f"/members/{here.uid}/same?q=toktosunova").text
    member.get(address(here, there), status=403)
    member.get(address(there, here), status=404)
    result = merge(office, elsewhere, here)
    visitor.get(result, status=404)  # what the secretariat merged across states she does not part
    visitor.post(f"{result}/undo", {"why": "They are two"}, status=404)
    with app.app_context():
        abroad = make.member(State.UZ)
    visitor.get(merge(office, there, abroad), status=404)


def test_who_moved_out_of_reach_meanwhile_is_not_merged(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(State.KG), make.member(State.UZ)
        by, office = actor(make.coordinator(State.KG)), as_office()
        both = [db.session.get_one(Member, one.id) for one in (here, there)]
        digest = preview_of(*both, office).digest
        db.session.rollback()
        with pytest.raises(commands.Gone):
            commands.merge(here.id, there.id, Choices(), digest=digest, why="Twice", by=by)
        assert record(there.id) is not None


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARIAT])
def test_a_coordinator_merges_no_account_that_is_more_than_a_member(
    app: Flask, signed_in: SignedInAs, role: Role
) -> None:
    with app.app_context():
        here, there = make.member(), make.member()
        more = (role, State.KG if role is Role.COORDINATOR else None)
        make.account((Role.MEMBER, None), more, who=there)
        visitor = signed_in(make.coordinator(State.KG))
    page = visitor.get(address(here, there)).text
    assert "only the secretariat can merge these records" in page
    for first, second in ((here, there), (there, here)):
        form = fields(visitor.get(address(first, second)).text)
        assert "only the secretariat" in visitor.post(address(first, second), form, status=422).text
    with app.app_context():
        assert record(there.id) is not None


def test_an_account_with_a_role_is_never_the_one_that_is_switched_off(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(), make.member()
        mine, hers = (
            make.member_account(here),
            make.account((Role.MEMBER, None), (Role.COORDINATOR, State.KG), who=there),
        )
        with pytest.raises(Refused):
            merged(here, there, account=Side.STAYS)
        merged(here, there, account=Side.GOES)
        assert (account(hers.id).member_id, account(hers.id).disabled) == (here.id, False)
        assert (account(mine.id).member_id, account(mine.id).disabled) == (None, True)
        grants = db.session.execute(sa.select(RoleGrant.account_id, RoleGrant.role).order_by(RoleGrant.id)).all()
        assert (mine.id, Role.COORDINATOR) not in grants


def test_the_account_that_is_switched_off_opens_nothing_and_comes_back_with_an_undo(
    app: Flask, signed_in: SignedInAs
) -> None:
    with app.app_context():
        here, there = make.member(), make.member()
        mine, hers = make.member_account(here), make.member_account(there)
        key, sign_in = make.passkey(hers), SignIn(account_id=hers.id, token_hash="t", created_at=now(), seen_at=now())
        make.save(sign_in)
        office = make.secretariat()
    her_page, visitor = signed_in(hers), signed_in(office)

    result = merge(visitor, here, there)

    her_page.get("/members/me", status=303)
    with app.app_context():
        assert key.account_id == hers.id  # its keys go nowhere
        assert account(hers.id).once_member_id == here.id
        assert account(mine.id).email == mine.email
        with pytest.raises(Refused):
            roles.set_disabled(hers.id, False, by=Operator())
    undo(visitor, result)
    with app.app_context():
        back = account(hers.id)
        assert (back.member_id, back.disabled, back.email, back.once_member_id) == (there.id, False, hers.email, None)
    her_page.get("/members/me", status=303)  # she signs in anew


def test_from_another_state_no_password_comes_along(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(State.UZ), make.member(State.KG)
        hers = make.member_account(there)
        merged(here, there)
        one = account(hers.id)
        assert (one.member_id, one.password_hash, one.email) == (here.id, None, None)


def test_of_two_decisions_the_narrower_one_holds(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(), make.member()
        make.member_account(here)
        make.member_account(there)
        make.opened(here, Audience.NETWORK, Opened.EMAIL)
        make.opened(there, Audience.STATE)
        merged(here, there)
        open_now = db.session.execute(
            sa.select(Consent.member_id, Consent.what, Consent.audience).where(Consent.ends_at.is_(None))
        ).all()
        assert [tuple(one) for one in open_now] == [(here.id, Opened.DIRECTORY, Audience.STATE)]
        assert db.session.scalar(sa.select(sa.func.count()).where(Consent.member_id == here.id)) == 3


def test_a_record_that_nobody_ever_used_decides_nothing(app: Flask) -> None:
    with app.app_context():
        here, there = make.opened(make.member()), make.member()
        merged(here, there)
        assert db.session.scalar(sa.select(Consent.ends_at)) is None


def test_a_shield_that_was_set_since_covers_both_after_an_undo(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(), make.member(given="Канарейка")
        named = make.coordinator(State.KG)
        uid = merged(here, there)
        code = shields.shield(here.id, named.id, why="Threats", by=Operator())
        merger = db.session.scalars(sa.select(Merger).where(Merger.uid == uid)).one()
        db.session.rollback()
        undoing.undo(merger.id, why="Two people", by=as_office())
        both = [record(one.id) for one in (here, there)]
        assert [one.shield_account_id for one in both if one] == [named.id, named.id]
        assert both[0] is not None
        assert both[1] is not None
        assert both[0].shield_code == code
        assert both[1].shield_code not in (None, code)


def test_an_undo_shields_nobody_who_was_not_meant(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(shield_code="S-HEREX"), make.member()
        uid = merged(here, there)
        merger = db.session.scalars(sa.select(Merger).where(Merger.uid == uid)).one()
        db.session.rollback()
        undoing.undo(merger.id, why="Two people", by=as_office())
        assert [one.shield_code for one in map(record, (here.id, there.id)) if one] == ["S-HEREX", None]


def test_the_shielded_stay_shielded_and_unknown(app: Flask, signed_in: SignedInAs) -> None:
    with app.app_context():
        here = make.member(family="Канарейкина", family_latin="Kanareikina")
        there = make.member(family="Канарейкина", family_latin="Kanareikina", shield_code="S-ABCDE")
        visitor, office = signed_in(make.coordinator(State.KG)), signed_in(make.secretariat())
    visitor.get(address(here, there), status=404)
    assert there.uid not in visitor.get(f"/members/{here.uid}/same?q=kanareikina").text
    assert "Why do you open it?" in office.get(address(here, there)).text
    office.post(f"/members/{there.uid}/open", {"shield_why": "They may be one"})
    result = merge(office, here, there)
    with app.app_context():
        one = record(here.id)
        assert one is not None
        assert one.shield_code == "S-ABCDE"
    visitor.get(f"/members/{here.uid}", status=404)
    visitor.get(f"/members/{there.uid}", status=404)  # nor does the old address lead there
    visitor.get(result, status=404)


def test_it_asks_whether_it_is_still_her(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(), make.member()
        office = with_app(make.secretariat())
        visitor = Visitor(app).sign_in(office)
        with make.saving():
            db.session.execute(sa.update(SignIn).values(proven_at=now() - timedelta(minutes=11)))
    form = fields(visitor.get(address(here, there)).text)
    assert "Is it still you?" in visitor.post(address(here, there), form, status=401).text
    with app.app_context():
        assert record(there.id) is not None


def test_erasing_takes_the_merged_record_and_the_way_back_too(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(family="Канарейкина"), make.member(family="Канарейкина")
        hers, mine = make.member_account(there), make.member_account(here)
        uid = merged(here, there)
        erasing.erase(here.id, why="She asked", by=Operator())
        merger = db.session.scalars(sa.select(Merger).where(Merger.uid == uid)).one()
        assert merger.snapshot_sealed == ""
        owners = set(db.session.scalars(sa.select(PersonKey.owner)))
        assert not owners & {f"{kind}:{key}" for kind, key in (
            ("member", here.id), ("member", there.id), ("account", hers.id), ("account", mine.id)
        )}  # fmt: skip
        assert {here.uid, there.uid} <= set(erased.known(app.config["SETTINGS"]))
        merger_id = merger.id
        db.session.rollback()
        with pytest.raises(Refused):
            undoing.undo(merger_id, why="Two", by=as_office())


def test_after_thirty_days_the_way_back_is_swept(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(), make.member()
        uid = merged(here, there)
        with make.saving():
            db.session.execute(sa.update(Merger).values(at=now() - timedelta(days=31)))
        sweeping.sweep(by=Operator())
        merger = db.session.scalars(sa.select(Merger).where(Merger.uid == uid)).one()
        assert (merger.snapshot_sealed, merger.gone_uid) == ("", there.uid)


def test_no_later_record_gets_the_id_of_one_that_went(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(), make.member()
        merged(here, there)
        with change(Event.MEMBER_ADDED, by=Operator()):
            assert next_keys(Member.__table__, 1)[0] > there.id  # a list that comes in takes them so
        assert make.member().id > there.id


def test_the_snapshot_says_nothing_to_whoever_steals_the_database(app: Flask) -> None:
    with app.app_context():
        here, there = make.member(), make.member(family="Канарейкина", email="canary@example.org")
        merged(here, there)
        lying = db.session.scalar(sa.select(Merger.__table__.c.snapshot))
        assert "canary" not in lying
        assert "Канар" not in lying
