"""Groups, and what a platform told of people when they last turned to the coach."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MET = {"met_name": 160, "met_language": 8, "met_zone": 64}


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=255), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_groups")),
    )
    with op.batch_alter_table("people") as people:
        for name, length in _MET.items():
            people.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("people") as people:
        for name in _MET:
            people.drop_column(name)
    op.drop_table("groups")
