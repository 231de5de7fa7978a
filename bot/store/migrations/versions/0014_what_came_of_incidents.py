"""What came of an incident, as a supervisor says."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incidents") as incidents:
        incidents.add_column(sa.Column("result_by", sa.String(length=128), nullable=True))
        incidents.add_column(sa.Column("result_name", sa.String(length=128), nullable=True))
        incidents.add_column(sa.Column("result", sa.String(length=64), nullable=True))
        incidents.add_column(sa.Column("result_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("incidents") as incidents:
        for column in ("result_at", "result", "result_name", "result_by"):
            incidents.drop_column(column)
