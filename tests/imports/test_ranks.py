"""Ranks in lists that come in: one of the catalogue's titles is that rank, whatever language it is written in."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.database import db
from network.members.models import Affiliation, Member
from network.vocabulary import RankBand, State
from tests import factories as make
from tests.imports.lists import as_csv, checked, row, sent, tabs, worked
from tests.imports.test_people import brought_in, uids
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


def test_a_rank_of_a_list_is_the_catalogues_is_replaced_where_ticked_and_put_back(
    app: Flask, signed_in: SignedIn
) -> None:
    with app.app_context():
        captain = make.rank(State.KG, "Captain", russian="Капитан")
        major = make.rank(State.KG, "Major", russian="Майор", band=RankBand.SENIOR)
        who, other = (make.member(family="Асанова", given=name) for name in ("Айгүл", "Бермет"))
        where = make.agency()
        for person in (who, other):
            held = {"rank": "майор", "rank_id": captain.id, "band": RankBand.MIDDLE, "position": "инспектор"}
            make.affiliation(person, where, **held)
        visitor = signed_in(make.coordinator(State.KG))

    def ranks() -> list[tuple[int | None, RankBand | None]]:
        with app.app_context():
            select = sa.select(Affiliation.rank_id, Member.band_now).join(Affiliation.member).order_by(Member.id)
            return list(map(tuple, db.session.execute(select)))

    content = as_csv([row(born=""), row("Асанова", "Бермет", rank="капитан", born=""), row("Бекова", rank="кинолог")])
    path = sent(visitor, content)
    page = checked(app, visitor, path)
    assert (tabs(page)["changed"], tabs(page)["same"], tabs(page)["new"]) == (1, 1, 1)
    page = visitor.get(f"{path}?tab=changed").text
    assert "Replace “Captain” with “майор”" in page, "what her record says, and what the list does"
    [uid] = uids(page)
    visitor.post(f"{path}/rows/{uid}/replace", {"take": "rank"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert ranks() == [(major.id, RankBand.SENIOR), (captain.id, RankBand.MIDDLE), (None, None)]
    assert "Major" in visitor.get(f"/members/{who.uid}").text
    assert tabs(checked(app, visitor, sent(visitor, content)))["same"] == 3
    visitor.post(f"{path}/undo")
    worked(app)
    assert ranks() == [(captain.id, RankBand.MIDDLE), (captain.id, RankBand.MIDDLE)]


def test_somebody_new_bears_the_rank_and_is_in_its_band(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        major = make.rank(State.KG, "Major", russian="Майор", band=RankBand.SENIOR)
        make.agency()
        visitor = signed_in(make.coordinator(State.KG))
    brought_in(app, visitor, as_csv([row("Бекова")]))
    with app.app_context():
        held = db.session.scalars(sa.select(Affiliation)).one()
        assert (held.rank_id, held.rank, held.band) == (major.id, "майор", RankBand.SENIOR)
        assert db.session.scalar(sa.select(Member.band_now)) is RankBand.SENIOR
