"""What Slack tells of people who have gone or come back, and of the app being taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.desk import Desk
from bot.core.outside import at, list_at, object_at, text_at
from bot.core.personal import DataSubject
from bot.slack import PLATFORM, parse

TOLD = frozenset({"user_change", "app_uninstalled", "tokens_revoked"})


async def note(desk: Desk, body: Mapping[str, Any]) -> None:
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
            await desk.note_left(whole=tenant)
        case "tokens_revoked" if list_at(event, "tokens", "bot"):  # those of people are none of ours
            await desk.note_left(whole=tenant)
