"""Units of the self-check: one partition of those it is offered to, made of the groups it was offered to.

Whoever is in exactly one of these groups is in the unit of the same id. Whoever is in several is in none
until somebody settles in which: the plan names them. It holds from the next period on, so that no period
that has begun is changed.
"""

import json
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ROWS = 500  # of one statement


def upgrade() -> None:
    plans = op.create_table(
        "checkin_unit_plans",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("unsettled", sa.Text(), nullable=False, server_default="{}"),
        sa.PrimaryKeyConstraint("tenant", "first", name=op.f("pk_checkin_unit_plans")),
        sa.UniqueConstraint("tenant", "edition", name=op.f("uq_checkin_unit_plans_tenant_edition")),
    )
    memberships = op.create_table(
        "checkin_memberships",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "first", name=op.f("pk_checkin_memberships")),
    )
    op.create_table(
        "checkin_unit_drafts",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("made", sa.String(length=10), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", name=op.f("pk_checkin_unit_drafts")),
    )
    _fill(plans, memberships, datetime.now(UTC).date())


def downgrade() -> None:
    op.drop_table("checkin_unit_drafts")
    op.drop_table("checkin_memberships")
    op.drop_table("checkin_unit_plans")


def _fill(plans: sa.Table, memberships: sa.Table, today: date) -> None:
    connection = op.get_bind()
    columns = ("tenant", "id", "name", "platform", "people")
    groups = sa.table("groups", *map(sa.column, columns))
    terms = sa.table("checkin_terms", sa.column("tenant"), sa.column("cadence"), sa.column("groups"))
    for tenant, cadence, ids in connection.execute(sa.select(terms)).all():
        wanted = set(json.loads(ids))
        rows = connection.execute(sa.select(groups).where(groups.c.tenant == tenant)).all()
        offered = sorted((row for row in rows if row.id in wanted), key=lambda row: (row.name, row.id))
        if not offered:
            continue
        first = _next_period(today, cadence).isoformat()
        places: dict[str, list[tuple[str, str]]] = {}
        for group in offered:
            for user_id in dict.fromkeys(json.loads(group.people)):
                places.setdefault(user_id, []).append((group.platform, group.id))
        unsettled = {
            user_id: [at[0][0], [unit for _, unit in at]]
            for user_id, at in sorted(places.items())
            if len(at) > 1
        }
        units = json.dumps([[group.id, group.name] for group in offered])
        plan = {"tenant": tenant, "first": first, "edition": 1, "units": units}
        connection.execute(sa.insert(plans), [{**plan, "unsettled": json.dumps(unsettled)}])
        moves = [
            {"tenant": tenant, "user_id": user_id, "first": first, "platform": at[0][0], "unit": at[0][1]}
            for user_id, at in sorted(places.items())
            if len(at) == 1
        ]
        for start in range(0, len(moves), ROWS):
            connection.execute(sa.insert(memberships), moves[start : start + ROWS])


def _next_period(today: date, weeks: int) -> date:
    """Returns the first day of the period after the one that runs: periods are counted from 2024-01-01."""
    days = 7 * weeks
    passed = (today - date(2024, 1, 1)).days
    return today + timedelta(days=days - passed % days)
