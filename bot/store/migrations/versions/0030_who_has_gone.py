"""When people turned to the coach last, since when they have gone, and that they are being erased."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

COLUMNS = ("seen", "left", "erasing")


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        for name in COLUMNS:
            people.add_column(sa.Column(name, sa.BigInteger(), nullable=True))
    gone, erased = sa.text('"left" IS NOT NULL'), sa.text("erasing IS NOT NULL")
    op.create_index("ix_people_gone", "people", ["left"], sqlite_where=gone, postgresql_where=gone)
    op.create_index(
        "ix_people_erasing",
        "people",
        ["tenant", "user_id"],
        sqlite_where=erased,
        postgresql_where=erased,
    )


def downgrade() -> None:
    op.drop_index("ix_people_erasing", table_name="people")
    op.drop_index("ix_people_gone", table_name="people")
    with op.batch_alter_table("people") as people:
        for name in reversed(COLUMNS):
            people.drop_column(name)
