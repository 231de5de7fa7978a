"""The Home tab as a place: the start, or a card that a press put in its stead."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.card import Card, Form
from bot.core.chat import Answer, Placement
from bot.slack import render
from bot.slack.places import SlackViews, View, current, view_in
from bot.slack.wire import SlackWire

_START = "start "  # what the metadata of the tab begins with while it shows the start; a digest follows


def shows_start(metadata: str) -> bool:
    """Returns whether a Home tab with that metadata shows the start, and no other card."""
    return metadata.startswith(_START)


def _nothing(_: str) -> None:
    """Notes nothing."""


@dataclass(frozen=True, slots=True)
class InHome:
    """In the Home tab; what does not replace it opens above it.

    `start`: what comes is the start. `metadata` and `hash` are those of what the tab shows now: a start that
    is the same is not published again. `opened` is told the id of each modal that is opened above the start.
    """

    wire: SlackWire
    views: SlackViews
    user: str
    hash: str = ""
    trigger: str = ""
    metadata: str = ""
    start: bool = False
    opened: Callable[[str], object] = _nothing

    async def show(self, answer: Answer) -> str:
        if self.trigger and answer.how in (Placement.PRIVATE, Placement.CHAT, Placement.DIALOG):
            return await self._above(self.views.card(answer.card))
        await self._publish(answer.card, self.hash)
        return ""  # nothing on the Home tab takes long

    async def fill(self, shown: str, card: Card) -> None:
        await self.views.fill(self.wire, shown, card)

    async def open(self, asked: Form) -> None:
        if not self.trigger:
            raise TypeError("nobody pressed anything, so no form can open")
        await self._above(self.views.form(asked))

    async def sorry(self, card: Card) -> None:
        try:  # above, so that the Home tab stays
            await self.wire.client.views_open(trigger_id=self.trigger, view=self.views.card(card))
        except SlackApiError:
            await self._call(render.home(self.views.under(card)))

    async def _above(self, view: View) -> str:
        shown = view_in(await self.wire.client.views_open(trigger_id=self.trigger, view=view))
        if shows_start(self.metadata):
            self.opened(shown.partition(" ")[0])
        return shown

    async def _publish(self, card: Card, seen: str) -> None:
        view = render.home(card if self.start else self.views.under(card))
        if self.start:
            digest = sha256(json.dumps(view["blocks"]).encode(errors="replace")).hexdigest()[:32]
            view["private_metadata"] = f"{_START}{digest}"
            if view["private_metadata"] == self.metadata:
                return
        await current(self._call(view, seen))

    async def _call(self, view: View, seen: str = "") -> AsyncSlackResponse:
        return await self.wire.client.views_publish(user_id=self.user, hash=seen or None, view=view)
