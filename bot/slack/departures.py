"""What Slack tells of people who have gone or come back, and of the app being taken out."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.core.desk import Desk
from bot.core.outside import at, list_at, number_at, object_at, text_at
from bot.core.personal import DataSubject
from bot.slack import PLATFORM, parse

OUT = frozenset({"app_uninstalled", "tokens_revoked", "team_access_revoked"})
TOLD = OUT | {"user_change"}
# Hears which tenant took the app out, and when, in seconds since 1970 by Slack's clock.
TakenOut = Callable[[str, float], Awaitable[None]]


async def note(desk: Desk, body: Mapping[str, Any], taken_out: TakenOut) -> None:
    """Notes what an event tells: who is deactivated or active again, or that the app is not there any more.

    To note it twice is to note it once, so it does not matter how often Slack sends it.
    """
    event, tenant = object_at(body, "event"), parse.tenant(body)
    match text_at(event, "type"):
        case "user_change" if id := text_at(event, "user", "id"):
            subject = DataSubject(tenant, id, PLATFORM)
            gone = at(event, "user", "deleted") is True
            await (desk.note_left(subject) if gone else desk.note_back(subject))
        case "app_uninstalled":
            await taken_out(tenant, when(body))
        case "team_access_revoked":  # the organisation has it still, and some of its workspaces not any more
            for workspace in list_at(event, "team_ids"):
                if isinstance(workspace, str) and workspace:
                    await taken_out(workspace, when(body))
        case "tokens_revoked" if list_at(event, "tokens", "bot"):  # those of people are none of ours
            await taken_out(tenant, when(body))


def when(body: Mapping[str, Any]) -> float:
    """Returns when an event happened, in seconds since 1970."""
    return number_at(body, "event_time") or time.time()
