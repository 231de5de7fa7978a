"""The ledger, in place of the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IS_DUE = sa.text("state = 'due'")
IS_SENDING = sa.text("state = 'sending'")
HAS_WINDOW = sa.text("state = 'due' AND until IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("is_channel", sa.Boolean(), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(length=128), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("message", sa.String(length=255), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=True),
        sa.Column("settled", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "key", name=op.f("pk_deliveries")),
    )
    op.create_table(
        "lanes",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "platform", name=op.f("pk_lanes")),
    )
    op.create_table(
        "tokens",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "platform", name=op.f("pk_tokens")),
    )
    _move()
    for name, columns, where in (
        ("ix_deliveries_due", ["tenant", "platform", "rank", "due"], IS_DUE),
        ("ix_deliveries_sending", ["tenant", "platform"], IS_SENDING),
        ("ix_deliveries_window", ["until"], HAS_WINDOW),
    ):
        op.create_index(name, "deliveries", columns, sqlite_where=where, postgresql_where=where)
    name = op.f("ix_deliveries_tenant_campaign_state")
    op.create_index(name, "deliveries", ["tenant", "campaign", "state"])
    op.drop_table("outbox")


def _move() -> None:
    # All there was are notices of the two-warning protocol, which go first. `due` of one that was being sent
    # was the end of its claim, of 60 seconds.
    op.execute(
        """
        INSERT INTO deliveries (tenant, key, platform, address, is_channel, what, about, rank, campaign, due,
            until, state, turn, tries, doubts, reason, message, began, settled)
        SELECT tenant, key, platform, address, is_channel, what, about, 0, '', due,
            NULL, state, tries, CASE WHEN tries > 0 THEN tries - 1 ELSE 0 END, doubts, '', '',
            CASE WHEN tries > 0 THEN due - 60 END,
            CASE WHEN state IN ('due', 'sending') THEN NULL ELSE due END
        FROM outbox
        """
    )
    op.execute(
        """
        INSERT INTO lanes (tenant, platform, holder, held_until, paused_until)
        SELECT DISTINCT tenant, platform, '', 0, 0 FROM outbox
        """
    )


def downgrade() -> None:
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
    op.create_index(op.f("ix_outbox_state_due"), "outbox", ["state", "due"])
    op.drop_table("tokens")
    op.drop_table("lanes")
    op.drop_table("deliveries")
