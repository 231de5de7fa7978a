"""The groups that the self-check is offered to, and how often somebody wants to be reminded of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkin_terms", sa.Column("groups", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("checkin_standings", sa.Column("every", sa.Integer()))
