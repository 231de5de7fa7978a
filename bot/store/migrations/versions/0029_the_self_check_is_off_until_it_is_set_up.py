"""The self-check is off until somebody sets it up; since when which cadence holds.

Where it was used without anybody having set anything, it stays on, by the terms that held so far.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_USED = """
    INSERT INTO checkin_terms (tenant, is_on, cadence, minimum, retention, country, version)
    SELECT tenant, :yes, 2, 8, 180, '', 1
    FROM (SELECT tenant FROM checkin_keys UNION SELECT tenant FROM checkin_standings) AS used
    WHERE tenant NOT IN (SELECT tenant FROM checkin_terms)
"""


def upgrade() -> None:
    with op.batch_alter_table("checkin_terms") as terms:
        terms.add_column(sa.Column("changes", sa.Text(), nullable=False, server_default="[]"))
    op.execute(sa.text(_USED).bindparams(sa.bindparam("yes", True, sa.Boolean())))


def downgrade() -> None:
    with op.batch_alter_table("checkin_terms") as terms:
        terms.drop_column("changes")
