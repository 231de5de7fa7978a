"""Since when managers see who practised. Where they saw it before, nobody knows since when: from now on."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "drill_settings", sa.Column("named_since", sa.BigInteger(), nullable=False, server_default="0")
    )
    settings = sa.table("drill_settings", sa.column("named", sa.Boolean()), sa.column("named_since"))
    now = int(datetime.now(UTC).timestamp())
    op.execute(sa.update(settings).where(settings.c.named).values(named_since=now))


def downgrade() -> None:
    op.drop_column("drill_settings", "named_since")
