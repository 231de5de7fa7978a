"""When people work, and in which zone somebody was when they answered a question."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("shift", sa.String(24), nullable=False, server_default=""))
    op.add_column("drill_answers", sa.Column("zone", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("drill_answers", "zone")
    with op.batch_alter_table("people") as people:
        people.drop_column("shift")
