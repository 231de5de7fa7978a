"""What several features are given, made once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.core.activity import ActivityLog
from bot.core.background import BackgroundTasks
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Withdrawals
from bot.core.groups import GroupReader, Rosters
from bot.core.ledger import Doorbell
from bot.core.names import Names
from bot.core.quick import QuickDelivery
from bot.core.retention import LEAVERS
from bot.core.sessions import ReportLinks
from bot.features.checkin.deps import CurrentContent
from bot.features.lookup.ports import MissRecorder
from bot.features.lookup.tenants import TenantFinders
from bot.features.privacy.deps import nothing
from bot.features.records.ports import StatementReceiver
from bot.wiring.runtime import Runtime
from bot.wiring.stores import Stores


@dataclass(frozen=True, slots=True)
class Shared:
    """What several features are given.

    `checkin` has what the self-check says, where the phrasebook has it; `misses` is where look-ups go that
    found nothing; `names` tells what people and channels are called. People who have gone are erased after
    `leavers`; `flush` stores what waits of look-ups. `links` open the report's page. `learning` takes
    finished drills, where one is configured; `home` is where the app is reached.
    """

    phrasebook: CurrentPhrasebook
    finders: TenantFinders
    checkin: CurrentContent | None
    stores: Stores
    background: BackgroundTasks
    misses: MissRecorder
    activity: ActivityLog
    rosters: Rosters
    reader: GroupReader
    names: Names
    withdrawals: Withdrawals
    doorbell: Doorbell
    quick: QuickDelivery
    runtime: Runtime
    links: ReportLinks
    leavers: timedelta = LEAVERS
    flush: Callable[[], Awaitable[None]] = nothing
    learning: StatementReceiver | None = None
    home: str = ""
