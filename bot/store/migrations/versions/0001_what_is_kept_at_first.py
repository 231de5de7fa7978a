"""What is kept at first."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "favourites",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("phrase", sa.String(length=128), nullable=False),
        sa.Column("situation", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "phrase", name=op.f("pk_favourites")),
    )
    op.create_table(
        "incidents",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=128), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("warned", sa.Text(), nullable=False),
        sa.Column("zero", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.BigInteger(), nullable=True),
        sa.Column("rested", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("backed_by", sa.String(length=128), nullable=True),
        sa.Column("backed_name", sa.String(length=128), nullable=True),
        sa.Column("backed_how", sa.String(length=64), nullable=True),
        sa.Column("backed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_incidents")),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incidents_tenant_began"), ["tenant", "began"], unique=False)
        batch_op.create_index(
            "uq_incidents_open",
            ["tenant", "agent"],
            unique=True,
            sqlite_where=sa.text("step IN ('warning', 'zero')"),
            postgresql_where=sa.text("step IN ('warning', 'zero')"),
        )

    op.create_table(
        "keys",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keys")),
    )
    op.create_table(
        "miss_people",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", "who", name=op.f("pk_miss_people")),
    )
    with op.batch_alter_table("miss_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_miss_people_at"), ["at"], unique=False)

    op.create_table(
        "misses",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=80), server_default="", nullable=False),
        sa.Column("language", sa.String(length=8), server_default="", nullable=False),
        sa.Column("away", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_misses")),
    )
    op.create_table(
        "outbox",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("is_channel", sa.Boolean(), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_state_due"), ["state", "due"], unique=False)

    op.create_table(
        "outcome_counts",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("situation", sa.String(length=64), nullable=False),
        sa.Column("phrase", sa.String(length=128), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant", "situation", "phrase", "outcome", "week", name=op.f("pk_outcome_counts")
        ),
    )
    op.create_table(
        "outcome_tickets",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("ticket", sa.String(length=255), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "ticket", name=op.f("pk_outcome_tickets")),
    )
    op.create_table(
        "people",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=8), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=64), server_default="", nullable=False),
        sa.Column("industry", sa.String(length=64), server_default="", nullable=False),
        sa.Column("used_channel", sa.String(length=64), server_default="", nullable=False),
        sa.Column("role", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", name=op.f("pk_people")),
    )
    op.create_table(
        "policies",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=128), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "version", name=op.f("pk_policies")),
    )
    op.create_table(
        "references",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_references")),
    )
    op.create_table(
        "team_changes",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), server_default="", nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("amount", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "version", "nth", name=op.f("pk_team_changes")),
    )
    op.create_table(
        "team_entries",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "id", name=op.f("pk_team_entries")),
    )
    op.create_table(
        "team_versions",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_team_versions")),
    )


def downgrade() -> None:
    op.drop_table("team_versions")
    op.drop_table("team_entries")
    op.drop_table("team_changes")
    op.drop_table("references")
    op.drop_table("policies")
    op.drop_table("people")
    op.drop_table("outcome_tickets")
    op.drop_table("outcome_counts")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_state_due"))

    op.drop_table("outbox")
    op.drop_table("misses")
    with op.batch_alter_table("miss_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_miss_people_at"))

    op.drop_table("miss_people")
    op.drop_table("keys")
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_incidents_open",
            sqlite_where=sa.text("step IN ('warning', 'zero')"),
            postgresql_where=sa.text("step IN ('warning', 'zero')"),
        )
        batch_op.drop_index(batch_op.f("ix_incidents_tenant_began"))

    op.drop_table("incidents")
    op.drop_table("favourites")
