"""When something in a lane came to its end last is found without a walk through all of it."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_deliveries_settled", "deliveries", ["tenant", "platform", "settled"])


def downgrade() -> None:
    op.drop_index("ix_deliveries_settled", "deliveries")
