"""Figures of the self-check as ranges, and of which questions. Those of before stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkin_results", sa.Column("low", sa.Integer()))
    op.add_column("checkin_results", sa.Column("high", sa.Integer()))
    instrument = sa.Column("instrument", sa.String(64), nullable=False, server_default="")
    op.add_column("checkin_results", instrument)


def downgrade() -> None:
    # Versions before know no reason but these two; a range is no number they could show.
    results = sa.table(
        "checkin_results", sa.column("figure"), sa.column("value"), sa.column("withheld"), sa.column("low")
    )
    none = sa.and_(results.c.figure != "", results.c.value.is_(None))
    unknown = sa.or_(results.c.withheld.is_(None), results.c.withheld.not_in(["small", "protects"]))
    op.execute(sa.update(results).where(none, unknown).values(withheld="protects"))
    with op.batch_alter_table("checkin_results") as table:
        table.drop_column("instrument")
        table.drop_column("high")
        table.drop_column("low")
