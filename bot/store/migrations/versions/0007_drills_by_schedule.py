"""Drills by schedule."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IS_ACTIVE = sa.text("state = 'active'")
TENANT, SHORT, USER = sa.String(length=64), sa.String(length=64), sa.String(length=128)
DAY, KEY = sa.String(length=10), sa.String(length=255)


def upgrade() -> None:
    _schedules()
    _answers()


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("tenant", TENANT, nullable=False),
        sa.Column("id", SHORT, nullable=False),
        sa.Column("platform", SHORT, nullable=False),
        sa.Column("group", SHORT, nullable=False),
        sa.Column("by", USER, nullable=False),
        sa.Column("name", USER, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("way", SHORT, nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("topic", USER, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("spread", sa.Integer(), nullable=False),
        sa.Column("state", SHORT, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("replaces", SHORT, nullable=False),
        sa.Column("over", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_schedules")),
    )
    op.create_index(
        "ix_schedules_active",
        "schedules",
        ["tenant", "id"],
        sqlite_where=IS_ACTIVE,
        postgresql_where=IS_ACTIVE,
    )
    op.create_table(
        "schedule_slots",
        sa.Column("tenant", TENANT, nullable=False),
        sa.Column("schedule", SHORT, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("stage", SHORT, nullable=False),
        sa.Column("mark", KEY, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "schedule", "day", name=op.f("pk_schedule_slots")),
    )
    op.create_index(op.f("ix_schedule_slots_day"), "schedule_slots", ["day"])


def _answers() -> None:
    op.create_table(
        "schedule_runs",
        sa.Column("tenant", TENANT, nullable=False),
        sa.Column("schedule", SHORT, nullable=False),
        sa.Column("user", USER, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("unopened", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "schedule", "user", name=op.f("pk_schedule_runs")),
    )
    op.create_index(op.f("ix_schedule_runs_day"), "schedule_runs", ["day"])
    op.create_table(
        "schedule_answers",
        sa.Column("tenant", TENANT, nullable=False),
        sa.Column("schedule", SHORT, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("user", USER, nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "schedule", "day", "user", name=op.f("pk_schedule_answers")),
    )
    op.create_index(op.f("ix_schedule_answers_day"), "schedule_answers", ["day"])
    op.create_table(
        "drill_wishes",
        sa.Column("tenant", TENANT, nullable=False),
        sa.Column("user", USER, nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.BigInteger(), nullable=True),
        sa.Column("quiet", sa.String(length=5), nullable=False),
        sa.Column("loud", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user", name=op.f("pk_drill_wishes")),
    )


def downgrade() -> None:
    for table in ("drill_wishes", "schedule_answers", "schedule_runs", "schedule_slots", "schedules"):
        op.drop_table(table)
