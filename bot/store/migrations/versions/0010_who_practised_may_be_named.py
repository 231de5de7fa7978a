"""Whether managers see who practised."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drill_settings",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_drill_settings")),
    )


def downgrade() -> None:
    op.drop_table("drill_settings")
