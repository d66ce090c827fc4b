"""A small world of every kind of record in two states, and the addresses of its records.

The tests that walk all routes (access, every page, query counts) fill the routes' arguments from it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from network.accounts import roles
from network.accounts.models import Account, RoleGrant, SignIn, TrainingAssignment
from network.agencies.models import AgencyName
from network.audit.changes import Operator
from network.bulk.kinds import BulkKind
from network.clock import now, today
from network.database import db
from network.exports.models import Layout
from network.vocabulary import Audience, MarkStatus, Opened, Role, Sighting, State, TrainingStatus
from tests import factories as make

#: Whose records: "own" is Kyrgyzstan, where the member and the coordinator of this world are; "other" Uzbekistan.
STATES = {"own": State.KG, "other": State.UZ}
#: Of each, a choice that waits for its preview, and one of people who leave as a list.
BULK = {"own": BulkKind.INVITE, "other": BulkKind.EXPORT}


@dataclass
class World:
    """Accounts by the name of their role, and route arguments by "own", "other", "own draft", …"""

    accounts: dict[str, Account] = field(default_factory=dict)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)

    def variants(self, rule: Rule) -> list[str]:
        """Which records this route is tried with."""
        if not rule.arguments:
            return [""]
        if "training_id" in rule.arguments:
            return list(self.arguments)
        return list(STATES)

    def fill(self, rule: Rule, variant: str) -> str:
        """The path of the route for a record of the variant."""
        values = self.arguments[variant or "own"]
        missing = rule.arguments - set(values)
        assert not missing, f"tests/world.py does not know {missing} of {rule.rule}"
        path = rule.rule
        for name in rule.arguments:
            start = path.index("<")
            end = path.index(">")
            part = path[start : end + 1]
            name = part.strip("<>").rpartition(":")[2]
            path = path.replace(part, str(values[name]))
        return path


def build(app: Flask, people: int = 2) -> World:
    """Fill the database; `people` is how many stand on each list."""
    world = World()
    with app.app_context():
        plan = make.plan(sample=True)
        priority = make.priority(plan)
        organisation = make.organisation()
        kg = make.agency(State.KG)
        members = {}
        office = make.secretariat(name="Секретариат")
        world.accounts["secretariat"] = office
        for variant, state in STATES.items():
            agency = kg if state is State.KG else make.agency(state, "Customs Committee")
            merged = make.agency(state, "Former Service", successor_id=agency.id, closed_on=date(2024, 1, 1))
            crowd = [
                make.member(state, email=f"m{state}{n}@example.org", phone=f"+99655500{n:04d}", given=f"Айгүл {n}")
                for n in range(people)
            ]
            bore = [make.previous_name(crowd[0], f"Прежняя {n}") for n in range(people)]
            posts = [make.affiliation(who, agency, rank="Major", position="Inspector") for who in crowd]
            members[variant] = crowd
            for person in crowd:
                make.opened(person, Audience.STATE, Opened.EMAIL, Opened.PHONE, Opened.PHOTO)
            photos = [make.photo(person) for person in crowd]
            who = crowd[0]
            account = make.member_account(who) if variant == "other" else None
            if variant == "own":
                account = make.member_account(who)
                world.accounts["member"] = account
                world.accounts["coordinator"] = make.coordinator(state, name="Координатор")
            assert account is not None
            sign_in = make.save(
                SignIn(
                    account_id=account.id, token_hash=variant, created_at=now(), seen_at=now(), device="", address=""
                )
            )
            grant = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.account_id == account.id)).first()
            assert grant is not None
            grant_id = grant.id
            db.session.rollback()
            layout_owner = office if variant == "other" else world.accounts["coordinator"]
            sender = office if variant == "other" else world.accounts["coordinator"]
            brought, staged = make.list_import(sender, state, people)
            common = {
                "member_uid": who.uid,
                "one_uid": who.uid,
                "other_uid": make.member(state, "Токтосунова", "Айгуль", email=f"twin{state}@example.org").uid,
                "list_import_uid": brought.uid,
                "row_uid": staged.uid,
                "merger_uid": make.merger(who).uid,
                "photo_uid": photos[0].uid,
                "affiliation_id": posts[0].id,
                "previous_name_id": bore[0].id,
                "secondment_id": make.secondment(who, merged).id,
                "rank_id": make.rank(state).id,
                "carry_over_id": 1,
                "agency_id": agency.id,
                "name_id": db.session.scalar(sa.select(AgencyName.id).where(AgencyName.agency_id == agency.id)),
                "account_id": account.id,
                "grant_id": grant_id,
                "sign_in_id": sign_in.id,
                "passkey_id": make.passkey(account).id,
                "plan_id": plan.id,
                "priority_id": priority.id,
                "organisation_id": organisation.id,
                "token": roles.invite(by=Operator(), role=Role.SECRETARIAT, email=f"{variant}@x.example.org"),
                "number": 1,
                "version": "0" * 12,
                "name": "site.css",
                "layout_id": make.save(
                    Layout(account_id=layout_owner.id, list_name="participants", name=variant, columns=["state"])
                ).id,
                "bulk_batch_uid": make.bulk_batch(layout_owner, crowd, BULK[variant]).uid,
                "export_id": make.export(office if variant == "other" else world.accounts["coordinator"]).id,
                "privacy_request_uid": make.privacy_request(who).uid,
                "letter_uid": make.letter(f"{variant}@x.example.org").uid,
            }  # fmt: skip
            for n in range(people if variant == "own" else 0):
                make.seen(who, office, now() - timedelta(hours=n))
                make.seen(who, office, what=Sighting.LISTED, export_id=make.export(office).id)
            for status in (TrainingStatus.PUBLISHED, TrainingStatus.DRAFT, TrainingStatus.CANCELLED):
                first = today() - timedelta(days=1)
                training = make.training(state, first, status=status, title=f"Training {variant} {status}")
                sessions = make.sessions_of(training)
                parts = [
                    make.participation(training, person, affiliation_id=post.id)
                    for person, post in zip(crowd, posts, strict=True)
                ]
                if status is not TrainingStatus.DRAFT:
                    for part in parts:
                        make.mark(part, sessions[0], office, MarkStatus.PRESENT)
                name = variant if status is TrainingStatus.PUBLISHED else f"{variant} {status.value}"
                world.arguments[name] = common | {
                    "training_id": training.id,
                    "participation_id": parts[0].id,
                    "session_id": sessions[0],
                }
            assert merged.id
        runner = make.coordinator(State.TJ, name="Assigned")
        world.accounts["assigned"] = runner
        make.save(TrainingAssignment(training_id=world.arguments["other"]["training_id"], account_id=runner.id))
        grant_id = db.session.scalars(sa.select(RoleGrant.id).where(RoleGrant.account_id == runner.id)).one()
        db.session.rollback()
        for variant in world.arguments:
            if variant.startswith("other"):
                world.arguments[variant] |= {"account_id": runner.id, "grant_id": grant_id}
    return world
