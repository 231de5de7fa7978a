"""What people expect customers to say, beside their reply to it, and the language they wrote in."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("round_replies") as replies:
        replies.add_column(sa.Column("line", sa.Text(), nullable=False, server_default=""))
        replies.add_column(sa.Column("language", sa.String(8), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("round_replies") as replies:
        replies.drop_column("language")
        replies.drop_column("line")
