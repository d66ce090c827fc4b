"""The columns of the product's lists through the same joins and the same count, in plain SQLAlchemy Core."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from network.accounts.models import Account, RoleGrant
from network.agencies.models import Agency, AgencyName
from network.audit.models import AuditEntry
from network.exports.models import Export
from network.members.models import Affiliation, Member
from network.participation.models import OFF_LIST, Participation
from network.priorities.models import Priority
from network.trainings.models import (
    Organisation,
    Training,
    TrainingOrganisation,
    TrainingSession,
    training_priority,
)
from network.vocabulary import ParticipantRole, Sex, State

Select = sa.Select[Any]


def _table(model: Any) -> Any:
    return model.__table__


member, affiliation, agency = _table(Member), _table(Affiliation), _table(Agency)
agency_name, account, grant = _table(AgencyName), _table(Account), _table(RoleGrant)
training, session = _table(Training), _table(TrainingSession)
organisation, organised, priority = _table(Organisation), _table(TrainingOrganisation), _table(Priority)
participation, export, entry = _table(Participation), _table(Export), _table(AuditEntry)

_ON_LIST = participation.c.status.not_in(sorted(OFF_LIST))
_ROLES = sa.case({one: place for place, one in enumerate(ParticipantRole)}, value=participation.c.role)
_STATES = sa.case({one: place for place, one in enumerate(State)}, value=participation.c.state)


def counted(rows: Select, most: int | None = None) -> Select:
    """How many rows there are, at most `most`."""
    bare = rows.with_only_columns(sa.literal(1)).order_by(None)
    return sa.select(sa.func.count()).select_from((bare.limit(most) if most else bare).subquery())


def _named(day: Any) -> Any:
    """On which name an agency bore that day."""
    return sa.and_(
        agency_name.c.agency_id == affiliation.c.agency_id,
        agency_name.c.starts_on <= day,
        sa.or_(agency_name.c.ends_on.is_(None), agency_name.c.ends_on >= day),
    )


def members(day: date) -> Select:
    """Who, where she serves now, by family name."""
    held = sa.and_(
        affiliation.c.member_id == member.c.id,
        affiliation.c.starts_on <= day,
        sa.or_(affiliation.c.ends_on.is_(None), affiliation.c.ends_on >= day),
    )
    return (
        sa.select(
            member.c.uid, member.c.number, member.c.family, member.c.given, member.c.patronymic,
            member.c.family_latin,
            member.c.given_latin, member.c.patronymic_latin, member.c.state, member.c.standing,
            agency_name.c.english.label("agency"), affiliation.c.rank, affiliation.c.position,
        )
        .select_from(member.outerjoin(affiliation, held).outerjoin(agency_name, _named(day)))
        .order_by(member.c.sort_key, member.c.id)
    )  # fmt: skip


def trainings(day: date) -> Select:
    """Those that are not over, the next first."""
    columns = ("id", "title", "kind", "status", "starts_on", "ends_on", "state", "city")
    return (
        sa.select(*(training.c[name] for name in columns))
        .where(training.c.ends_on >= day)
        .order_by(training.c.starts_on, training.c.id)
    )


def agencies(day: date) -> Select:
    """Those of all states under today's names."""
    named = sa.and_(
        agency_name.c.agency_id == agency.c.id,
        agency_name.c.starts_on <= day,
        sa.or_(agency_name.c.ends_on.is_(None), agency_name.c.ends_on >= day),
    )
    return (
        sa.select(
            agency.c.id, agency.c.state, agency.c.kind, agency.c.verify, agency.c.closed_on,
            agency_name.c.acronym,
            agency_name.c.english, agency_name.c.russian, agency_name.c.national,
        )
        .select_from(agency.outerjoin(agency_name, named))
        .order_by(agency.c.state, agency_name.c.english, agency.c.id)
    )  # fmt: skip


def serving(agency_ids: list[int]) -> Select:
    """How many serve in each of these agencies now."""
    where = member.c.agency_now_id
    return sa.select(where, sa.func.count()).where(where.in_(agency_ids)).group_by(where)


def accounts() -> Select:
    """Accounts by name."""
    opened = account.c.password_hash.is_not(None).label("opened")
    columns = (account.c.id, account.c.name, account.c.email, account.c.disabled, account.c.sort_key, opened)
    return sa.select(*columns).order_by(account.c.sort_key, account.c.id)


def _held(day: date) -> Any:
    return sa.and_(grant.c.starts_on <= day, sa.or_(grant.c.ends_on.is_(None), grant.c.ends_on >= day))


def roles(account_ids: list[int], day: date) -> Select:
    """What these accounts are today."""
    columns = (grant.c.account_id, grant.c.role, grant.c.state)
    return sa.select(*columns).where(grant.c.account_id.in_(account_ids), _held(day)).order_by(grant.c.id)


def coordinators(day: date) -> Select:
    """Who coordinates which state today."""
    return (
        sa.select(grant.c.state, account.c.id, account.c.name)
        .select_from(grant.join(account, account.c.id == grant.c.account_id))
        .where(grant.c.role == "coordinator", _held(day), account.c.disabled.is_(False))
        .order_by(account.c.sort_key, account.c.id)
    )


def organisations() -> Select:
    """All of them with the number of their trainings."""
    columns = (organisation.c.id, organisation.c.name, organisation.c.in_use)
    count = sa.func.count(organised.c.training_id.distinct()).label("trainings")
    joined = organisation.outerjoin(organised, organised.c.organisation_id == organisation.c.id)
    return (
        sa.select(*columns, count)
        .select_from(joined)
        .group_by(*columns)
        .order_by(organisation.c.in_use.desc(), organisation.c.name, organisation.c.id)
    )


def exports() -> Select:
    """What left, the latest first."""
    columns = ("id", "at", "by_name", "title", "facts", "purpose", "format", "rows", "columns", "sha256")
    return sa.select(*(export.c[name] for name in columns)).order_by(export.c.id.desc())


def entries() -> Select:
    """What happened, the latest first."""
    columns = ("number", "at", "event", "by_name", "subject", "why")
    return sa.select(*(entry.c[name] for name in columns)).order_by(entry.c.number.desc())


def subjects(ids: dict[str, list[int]]) -> sa.CompoundSelect[Any] | Select:
    """What the entries of a page are about: trainings, members, and people on lists."""
    on_list = participation.join(member, member.c.id == participation.c.member_id)
    nothing = sa.literal("")
    return sa.union_all(
        sa.select(sa.literal("training").label("kind"), training.c.id, training.c.title, nothing.label("given")).where(
            training.c.id.in_(ids.get("training", []))
        ),
        sa.select(sa.literal("member"), member.c.id, member.c.family, member.c.given).where(
            member.c.id.in_(ids.get("member", []))
        ),
        sa.select(sa.literal("participation"), participation.c.id, member.c.family, member.c.given)
        .select_from(on_list)
        .where(participation.c.id.in_(ids.get("participation", []))),
    )


def participants(training_id: int) -> Select:
    """Who is on the list, where she served then; by role, state and family name."""
    joined = (
        participation.join(training, training.c.id == participation.c.training_id)
        .join(member, member.c.id == participation.c.member_id)
        .outerjoin(affiliation, affiliation.c.id == participation.c.affiliation_id)
        .outerjoin(agency_name, _named(training.c.starts_on))
    )
    return (
        sa.select(
            participation.c.id, participation.c.role, participation.c.state, member.c.uid, member.c.family,
            member.c.given,
            member.c.patronymic, member.c.family_latin, member.c.given_latin, member.c.patronymic_latin,
            member.c.phone,
            member.c.email, agency_name.c.english.label("agency"), affiliation.c.rank, affiliation.c.position,
            member.c.sex, training.c.title,
        )
        .select_from(joined)
        .where(participation.c.training_id == training_id, _ON_LIST)
        .order_by(_ROLES, _STATES, member.c.sort_key, participation.c.id)
    )  # fmt: skip


def by_state_and_role(training_id: int, *, sexes: bool) -> Select:
    """How many are on the list; with `sexes` also how many women and men."""
    columns = (participation.c.state, participation.c.role)
    counts: list[Any] = [sa.func.count().label("people")]
    origin = participation
    if sexes:
        origin = participation.join(member, member.c.id == participation.c.member_id)
        counts += [sa.func.sum(sa.case((member.c.sex == one, 1), else_=0)) for one in (Sex.FEMALE, Sex.MALE)]
    listed = (participation.c.training_id == training_id, _ON_LIST)
    return sa.select(*columns, *counts).select_from(origin).where(*listed).group_by(*columns)


def names(training_id: int, most: int) -> Select:
    """Who is on the list, by family name."""
    columns = (
        participation.c.state,
        participation.c.role,
        member.c.family,
        member.c.given,
        member.c.patronymic,
    )
    return (
        sa.select(*columns)
        .select_from(participation.join(member, member.c.id == participation.c.member_id))
        .where(participation.c.training_id == training_id, _ON_LIST)
        .order_by(member.c.sort_key, participation.c.id)
        .limit(most)
    )


def one_training(training_id: int) -> Select:
    """Everything of one training."""
    return sa.select(training).where(training.c.id == training_id)


def sessions(training_id: int) -> Select:
    """Its sessions in order."""
    return sa.select(session).where(session.c.training_id == training_id).order_by(session.c.starts_at)


def organisers(training_id: int) -> Select:
    """Who organises and supports it."""
    joined = organised.join(organisation, organisation.c.id == organised.c.organisation_id)
    columns = (organised.c.part, organisation.c.name)
    return (
        sa.select(*columns)
        .select_from(joined)
        .where(organised.c.training_id == training_id)
        .order_by(organised.c.place)
    )


def served(training_id: int) -> Select:
    """The priorities that it serves."""
    joined = training_priority.join(priority, priority.c.id == training_priority.c.priority_id)
    columns = (priority.c.id, priority.c.code, priority.c.title)
    return sa.select(*columns).select_from(joined).where(training_priority.c.training_id == training_id)


def following(training_id: int) -> Select:
    """The trainings that follow it up."""
    columns = (training.c.id, training.c.title, training.c.city, training.c.starts_on)
    return sa.select(*columns).where(training.c.follows_id == training_id)


def latest_trainings(most: int) -> Select:
    """Those that a list can be made of, the latest first."""
    columns = (training.c.id, training.c.title, training.c.city, training.c.starts_on, training.c.ends_on)
    return sa.select(*columns).order_by(training.c.starts_on.desc(), training.c.id.desc()).limit(most)


def agency_choices(day: date) -> Select:
    """Every agency by state, as a select offers it."""
    named = agencies(day).with_only_columns(agency.c.id, agency.c.state, agency_name.c.english)
    return named


def crowd_list(training_id: int) -> Select:
    """The participants list as it is exported: twelve columns by state and family name."""
    columns = (
        participation.c.state, agency_name.c.english, affiliation.c.rank, member.c.family, member.c.given,
        member.c.patronymic, affiliation.c.position, member.c.sex, participation.c.role, member.c.phone,
        member.c.email,
        member.c.number,
    )  # fmt: skip
    ordered = participants(training_id).with_only_columns(*columns).order_by(None)
    return ordered.order_by(participation.c.state, member.c.sort_key, participation.c.id)
