"""The tables of the ledger, and how a notice is a row."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.core.edge import Address
from bot.core.ledger import Delivery, DeliveryState, Notice, Rank
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, metadata

MOST_BEHIND = 3_600  # seconds; how far back in line somebody's notices stand who caused many
IS_DUE = sa.text("state = 'due'")  # as in the indexes below: an engine uses those only for the same words
IS_SENDING = sa.text("state = 'sending'")
IS_CAUSED = sa.text("state = 'due' AND caused_by <> ''")
HAS_WINDOW = sa.text("state = 'due' AND until IS NOT NULL")

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("address", sa.String(255), nullable=False),
    sa.Column("is_channel", sa.Boolean, nullable=False),
    sa.Column("what", SHORT, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("campaign", sa.String(128), nullable=False),
    sa.Column("due", SECONDS, nullable=False),
    sa.Column("until", SECONDS),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("doubts", sa.Integer, nullable=False),
    sa.Column("reason", sa.String(255), nullable=False),
    sa.Column("message", sa.String(255), nullable=False),
    sa.Column("began", SECONDS),
    sa.Column("settled", SECONDS),
    # Who caused it, and where it stands in line: when it is due, later the more of theirs wait before it.
    sa.Column("caused_by", USER, nullable=False, server_default=""),
    sa.Column("place", SECONDS, nullable=False, server_default="0"),
    sa.Index(
        "ix_deliveries_due",
        *("tenant", "platform", "rank", "due"),
        sqlite_where=IS_DUE,
        postgresql_where=IS_DUE,
    ),
    sa.Index(
        "ix_deliveries_sending", "tenant", "platform", sqlite_where=IS_SENDING, postgresql_where=IS_SENDING
    ),
    sa.Index("ix_deliveries_window", "until", sqlite_where=HAS_WINDOW, postgresql_where=HAS_WINDOW),
    sa.Index(
        "ix_deliveries_in_line",
        *("tenant", "platform", "rank", "place", "due"),
        sqlite_where=IS_DUE,
        postgresql_where=IS_DUE,
    ),
    sa.Index(
        "ix_deliveries_caused",
        *("tenant", "caused_by", "rank", "due"),
        sqlite_where=IS_CAUSED,
        postgresql_where=IS_CAUSED,
    ),
    sa.Index(None, "tenant", "campaign", "state"),
    # When something in a lane came to its end last, without a walk through all that ever did.
    sa.Index("ix_deliveries_settled", "tenant", "platform", "settled"),
)
send_limits = sa.Table(
    "send_limits",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("person", USER, primary_key=True),
    sa.Column("kind", SHORT, primary_key=True),
    sa.Column("used_until", sa.BigInteger, nullable=False),  # in milliseconds
)
lanes = sa.Table(
    "lanes",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("platform", SHORT, primary_key=True),
    sa.Column("holder", SHORT, nullable=False),
    sa.Column("held_until", sa.BigInteger, nullable=False),  # these two in milliseconds
    sa.Column("paused_until", sa.BigInteger, nullable=False),
)


def seconds(at: datetime) -> int:
    """Returns a time as it is stored: whole seconds since 1970, in UTC."""
    return int(at.timestamp())


def millis(at: datetime) -> int:
    """Returns the time of a lane as it is stored: milliseconds since 1970, rounded up: none is too early."""
    return math.ceil(at.timestamp() * 1_000)


def moment(stamp: int) -> datetime:
    """Returns a time that was stored."""
    return datetime.fromtimestamp(stamp, UTC)


def seconds_or_none(at: datetime | None) -> int | None:
    """Returns a time as it is stored, where there is one."""
    return None if at is None else seconds(at)


def moment_or_none(stamp: int | None) -> datetime | None:
    """Returns a time that was stored, where one was."""
    return None if stamp is None else moment(stamp)


def row_of(notice: Notice, behind: int = 0) -> dict[str, object]:
    """Returns the row of a notice that is new; `behind` are those of the same person that wait before it."""
    return {
        "tenant": notice.to.tenant,
        "key": notice.key,
        "platform": notice.to.platform,
        "address": notice.to.id,
        "is_channel": notice.to.channel,
        "what": notice.subject,
        "about": json.dumps(notice.about),
        "rank": notice.rank.value,
        "campaign": notice.campaign,
        "due": seconds(notice.due),
        "until": None if notice.until is None else seconds(notice.until),
        "state": DeliveryState.DUE.value,
        "turn": 0,
        "tries": 0,
        "doubts": 0,
        "reason": "",
        "message": "",
        "caused_by": notice.by,
        "place": seconds(notice.due) + behind,
    }


def notice_of(row: Any) -> Notice:
    """Returns the notice in a row."""
    return Notice(
        key=row.key,
        to=Address(row.tenant, row.platform, row.address, row.is_channel),
        subject=row.what,
        about=tuple(json.loads(row.about)),
        due=moment(row.due),
        until=None if row.until is None else moment(row.until),
        rank=Rank(row.rank),
        campaign=row.campaign,
        by=row.caused_by,
    )


def delivery_of(row: Any) -> Delivery:
    """Returns the delivery in a row."""
    at = None if row.settled is None else moment(row.settled)
    return Delivery(
        notice_of(row), DeliveryState(row.state), row.reason, row.message, row.tries, row.doubts, at
    )
