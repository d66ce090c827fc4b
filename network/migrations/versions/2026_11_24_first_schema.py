"""The first schema: every table, the triggers that keep the audit trail append-only, and the beginning of its chain.

Revision 7c2b318ce2d0, after nothing.
"""

import sqlalchemy as sa
from alembic import op

from network.database import SortText

revision = "7c2b318ce2d0"
down_revision = None
branch_labels = None
depends_on = None

#: As in audit/models.py on the day of this revision.
APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$",
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "police",
                "border",
                "customs",
                "prosecution",
                "security",
                "drug_control",
                "penitentiary",
                "financial",
                "anti_corruption",
                "migration",
                "emergency",
                "academy",
                "association",
                "other",
                name="agency_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("verify", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", name=op.f("ck_agency_period")
        ),
        sa.CheckConstraint("successor_id IS NULL OR successor_id <> id", name=op.f("ck_agency_successor")),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["agency.id"], name=op.f("fk_agency_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_agency_id_kind")),
        sa.UniqueConstraint("reference", name=op.f("uq_agency_reference")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "export_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_number")),
    )
    op.create_table(
        "layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout")),
        sa.UniqueConstraint("account_id", "list_name", "name", name=op.f("uq_layout_account_id_list_name_name")),
    )
    op.create_table(
        "number_series",
        sa.Column(
            "state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_number_series")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", SortText(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_ru", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "consultation",
                "agreed",
                "endorsed",
                "review",
                "closed",
                name="plan_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_plan_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_table(
        "throttle",
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("window", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "window", name=op.f("pk_throttle")),
    )
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_ru", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "course",
                "workshop",
                "conference",
                "study_visit",
                "webinar",
                "mentoring",
                name="training_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "cancelled",
                "discarded",
                name="training_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cancelled_why", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("completion_percent", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("search", SortText(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_training_capacity")),
        sa.CheckConstraint("completion_percent BETWEEN 1 AND 100", name=op.f("ck_training_completion")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_period")),
        sa.CheckConstraint("follows_id IS NULL OR follows_id <> id", name=op.f("ck_training_follows")),
        sa.ForeignKeyConstraint(["follows_id"], ["training.id"], name=op.f("fk_training_follows_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index("ix_training_starts", ["starts_on", "id", "ends_on", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_state"), ["state"], unique=False)

    op.create_table(
        "agency_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("acronym", sa.Text(), nullable=False),
        sa.Column("english", SortText(), nullable=False),
        sa.Column("russian", SortText(), nullable=False),
        sa.Column("national", sa.Text(), nullable=False),
        sa.Column("search", SortText(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_name_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_name")),
        sa.UniqueConstraint("agency_id", "starts_on", name=op.f("uq_agency_name_agency_id_starts_on")),
    )
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("list_name", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "format",
            sa.Enum(
                "xlsx", "csv", "pdf", "json", name="export_format", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum("en", "ru", name="language", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["export_number.id"], name=op.f("fk_export_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_at"), ["at"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column(
            "state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "standing",
            sa.Enum("member", "guest", "former", name="standing", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "sex",
            sa.Enum("female", "male", "unspecified", name="sex", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("family_latin", sa.Text(), nullable=False),
        sa.Column("given_latin", sa.Text(), nullable=False),
        sa.Column("patronymic_latin", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText(), nullable=False),
        sa.Column("agency_now_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind_now",
            sa.Enum(
                "police",
                "border",
                "customs",
                "prosecution",
                "security",
                "drug_control",
                "penitentiary",
                "financial",
                "anti_corruption",
                "migration",
                "emergency",
                "academy",
                "association",
                "other",
                name="agency_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "band_now",
            sa.Enum(
                "junior",
                "middle",
                "senior",
                "higher",
                "civilian",
                name="rank_band",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("now_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("family <> '' OR given <> ''", name=op.f("ck_member_named")),
        sa.CheckConstraint("standing = 'guest' OR number IS NOT NULL", name=op.f("ck_member_numbered")),
        sa.ForeignKeyConstraint(
            ["agency_now_id", "kind_now"], ["agency.id", "agency.kind"], name="fk_member_agency_now", onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("number", name=op.f("uq_member_number")),
        sa.UniqueConstraint("state", "sort_key", "id", name="uq_member_state_sort"),
        sa.UniqueConstraint("uid", name=op.f("uq_member_uid")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index("ix_member_agency_now_id", ["agency_now_id", "sort_key", "id"], unique=False)
        batch_op.create_index("ix_member_band_now", ["band_now", "sort_key", "id"], unique=False)
        batch_op.create_index("ix_member_kind_now", ["kind_now", "sort_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_now_until"), ["now_until"], unique=False)
        batch_op.create_index("ix_member_sort", ["sort_key", "id"], unique=False)
        batch_op.create_index("ix_member_standing", ["standing", "sort_key", "id"], unique=False)
        batch_op.create_index(
            "ix_member_state_agency_now_id", ["state", "agency_now_id", "sort_key", "id"], unique=False
        )
        batch_op.create_index("ix_member_state_band_now", ["state", "band_now", "sort_key", "id"], unique=False)
        batch_op.create_index("ix_member_state_kind_now", ["state", "kind_now", "sort_key", "id"], unique=False)
        batch_op.create_index("ix_member_state_standing", ["state", "standing", "sort_key", "id"], unique=False)
        batch_op.create_index(
            "ix_member_state_unplaced",
            ["state", "sort_key", "id"],
            unique=False,
            sqlite_where=sa.text("agency_now_id IS NULL"),
            postgresql_where=sa.text("agency_now_id IS NULL"),
        )
        batch_op.create_index(
            "ix_member_unplaced",
            ["sort_key", "id"],
            unique=False,
            sqlite_where=sa.text("agency_now_id IS NULL"),
            postgresql_where=sa.text("agency_now_id IS NULL"),
        )

    op.create_table(
        "priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_ru", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column(
            "lead_state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "under_way",
                "achieved",
                "paused",
                name="priority_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_priority_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_priority_plan_id_code")),
    )
    with op.batch_alter_table("priority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_priority_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "training_organisation",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("organiser", "supporter", name="part", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_training_organisation_organisation_id")
        ),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_organisation_training_id")),
        sa.PrimaryKeyConstraint("training_id", "organisation_id", "part", name=op.f("pk_training_organisation")),
    )
    with op.batch_alter_table("training_organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_organisation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_training_session_period")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_session_training_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
    )
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.create_index("ix_training_session_training", ["training_id", "starts_at"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column(
            "language",
            sa.Enum("en", "ru", name="language", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("feed_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("member_id IS NOT NULL OR email IS NOT NULL", name=op.f("ck_account_reachable")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_account_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_account_feed_hash")),
        sa.UniqueConstraint("member_id", name=op.f("uq_account_member_id")),
    )
    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.Column(
            "band",
            sa.Enum(
                "junior",
                "middle",
                "senior",
                "higher",
                "civilian",
                name="rank_band",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_affiliation_period")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_affiliation_agency_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_affiliation_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
        sa.UniqueConstraint("member_id", "starts_on", name=op.f("uq_affiliation_member_id_starts_on")),
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affiliation_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            "uq_affiliation_open",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "name_token",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", SortText(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("sort_key", SortText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id", "state", "sort_key"],
            ["member.id", "member.state", "member.sort_key"],
            name="fk_name_token_member",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "token", name=op.f("pk_name_token")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("name_token", schema=None) as batch_op:
        batch_op.create_index("ix_name_token_sort", ["token", "sort_key", "member_id"], unique=False)
        batch_op.create_index("ix_name_token_state_sort", ["state", "token", "sort_key", "member_id"], unique=False)

    op.create_table(
        "training_priority",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_training_priority_priority_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_priority_training_id")),
        sa.PrimaryKeyConstraint("training_id", "priority_id", name=op.f("pk_training_priority")),
    )
    with op.batch_alter_table("training_priority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_priority_priority_id"), ["priority_id"], unique=False)

    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invitation", "reset", name="link_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_link_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_link_account_id"), ["account_id"], unique=False)

    op.create_table(
        "mark_operation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mark_operation_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_operation")),
    )
    with op.batch_alter_table("mark_operation", schema=None) as batch_op:
        batch_op.create_index("ix_mark_operation_account", ["account_id", "at"], unique=False)

    op.create_table(
        "participation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "participant",
                "trainer",
                "facilitator",
                "observer",
                name="participant_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "nominated",
                "endorsed",
                "confirmed",
                "reserve",
                "declined",
                "withdrawn",
                name="participation_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("affiliation_id", sa.Integer(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_why", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "left_at IS NULL OR joined_at IS NULL OR left_at >= joined_at", name=op.f("ck_participation_period")
        ),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_participation_affiliation_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_participation_member_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_participation_training_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participation_affiliation_id"), ["affiliation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participation_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_participation_training", ["training_id", "status", "role", "state"], unique=False)
        batch_op.create_index(
            "uq_participation_active",
            ["training_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('declined', 'withdrawn')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'withdrawn')"),
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "coordinator",
                "secretariat",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("KZ", "KG", "TJ", "TM", "UZ", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(role = 'coordinator') = (state IS NOT NULL)", name=op.f("ck_role_grant_coordinates")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_role_grant_period")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "training_assignment",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_training_assignment_account_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_assignment_training_id")),
        sa.PrimaryKeyConstraint("training_id", "account_id", name=op.f("pk_training_assignment")),
    )
    with op.batch_alter_table("training_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_assignment_account_id"), ["account_id"], unique=False)

    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "present",
                "late",
                "left_early",
                "excused",
                "absent",
                name="mark_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "mode",
            sa.Enum("in_person", "online", name="mode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["marked_by_id"], ["account.id"], name=op.f("fk_mark_marked_by_id")),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_mark_participation_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_mark_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("participation_id", "session_id", name=op.f("uq_mark_participation_id_session_id")),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mark_marked_by_id"), ["marked_by_id"], unique=False)
        batch_op.create_index("ix_mark_news", ["session_id", "marked_at"], unique=False)
        batch_op.create_index("ix_mark_session", ["session_id", "status"], unique=False)
    op.execute("INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '')")
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_session")
        batch_op.drop_index("ix_mark_news")
        batch_op.drop_index(batch_op.f("ix_mark_marked_by_id"))

    op.drop_table("mark")
    with op.batch_alter_table("training_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_assignment_account_id"))

    op.drop_table("training_assignment")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_participation_active",
            sqlite_where=sa.text("status NOT IN ('declined', 'withdrawn')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'withdrawn')"),
        )
        batch_op.drop_index("ix_participation_training")
        batch_op.drop_index(batch_op.f("ix_participation_member_id"))
        batch_op.drop_index(batch_op.f("ix_participation_affiliation_id"))

    op.drop_table("participation")
    with op.batch_alter_table("mark_operation", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_operation_account")

    op.drop_table("mark_operation")
    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_link_account_id"))

    op.drop_table("account_link")
    with op.batch_alter_table("training_priority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_priority_priority_id"))

    op.drop_table("training_priority")
    with op.batch_alter_table("name_token", schema=None) as batch_op:
        batch_op.drop_index("ix_name_token_state_sort")
        batch_op.drop_index("ix_name_token_sort")

    op.drop_table("name_token")
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_affiliation_open", sqlite_where=sa.text("ends_on IS NULL"), postgresql_where=sa.text("ends_on IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_affiliation_agency_id"))

    op.drop_table("affiliation")
    op.drop_table("account")
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.drop_index("ix_training_session_training")

    op.drop_table("training_session")
    with op.batch_alter_table("training_organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_organisation_organisation_id"))

    op.drop_table("training_organisation")
    with op.batch_alter_table("priority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_priority_plan_id"))

    op.drop_table("priority")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_member_unplaced",
            sqlite_where=sa.text("agency_now_id IS NULL"),
            postgresql_where=sa.text("agency_now_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_member_state_unplaced",
            sqlite_where=sa.text("agency_now_id IS NULL"),
            postgresql_where=sa.text("agency_now_id IS NULL"),
        )
        batch_op.drop_index("ix_member_state_standing")
        batch_op.drop_index("ix_member_state_kind_now")
        batch_op.drop_index("ix_member_state_band_now")
        batch_op.drop_index("ix_member_state_agency_now_id")
        batch_op.drop_index("ix_member_standing")
        batch_op.drop_index("ix_member_sort")
        batch_op.drop_index(batch_op.f("ix_member_now_until"))
        batch_op.drop_index("ix_member_kind_now")
        batch_op.drop_index("ix_member_band_now")
        batch_op.drop_index("ix_member_agency_now_id")

    op.drop_table("member")
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_at"))
        batch_op.drop_index(batch_op.f("ix_export_account_id"))

    op.drop_table("export")
    op.drop_table("agency_name")
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_state"))
        batch_op.drop_index("ix_training_starts")
        batch_op.drop_index(batch_op.f("ix_training_follows_id"))

    op.drop_table("training")
    op.drop_table("throttle")
    op.drop_table("plan")
    op.drop_table("organisation")
    op.drop_table("number_series")
    op.drop_table("layout")
    op.drop_table("export_number")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_event"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_account_id"))

    op.drop_table("audit_entry")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_successor_id"))
        batch_op.drop_index(batch_op.f("ix_agency_state"))
        batch_op.drop_index(batch_op.f("ix_agency_parent_id"))

    op.drop_table("agency")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_refuse()")
