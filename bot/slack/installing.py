"""All that belongs to many workspaces, each with an installation of its own: what the edge adds for them."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.core.current import CurrentPhrasebook
from bot.core.installations import InstallationStore
from bot.core.keys import Chance, KeySource
from bot.core.once import RequestStore
from bot.core.outside import text_at
from bot.core.words import FALLBACK
from bot.slack import departures, parse
from bot.slack.install import Arrived, InstallDeps, InstallPages
from bot.slack.install_states import InstallStates
from bot.slack.installed import SealedInstallations
from bot.slack.installed_tokens import InstalledTokens
from bot.slack.oauth import InstallSettings
from bot.slack.wire import SlackWire

_log = logging.getLogger("calma.slack")


@dataclass(frozen=True, slots=True)
class InstallStores:
    """Where installations are stored, the keys that seal them, and what states of pages are made with.

    `note_back` notes of a tenant that has the app again that its people are there, but for whoever had gone
    before it was taken out.
    """

    store: InstallationStore
    keys: KeySource
    requests: RequestStore
    state_key: bytes
    chance: Chance
    note_back: Callable[[str, datetime], Awaitable[None]]


class SlackInstallations:
    """The tokens of all workspaces, the pages by which they install the app, and who is turned away."""

    def __init__(
        self,
        app: InstallSettings,
        stores: InstallStores,
        wire: SlackWire,
        clock: Callable[[], float],
        seconds: Callable[[], float],
    ) -> None:
        self._app, self._stores, self._wire = app, stores, wire
        self._clock, self._seconds = clock, seconds
        self.note_back = stores.note_back
        self.installations = SealedInstallations(stores.store, stores.keys, clock, stores.chance)
        self.tokens = InstalledTokens(self.installations, app.sign_in, wire.profiles, clock, seconds)

    def pages(
        self, phrasebook: CurrentPhrasebook, arrived: Arrived, report: Callable[[BaseException], str]
    ) -> InstallPages:
        """Returns the pages by which the app is installed."""
        stores = self._stores
        states = InstallStates(stores.state_key, stores.chance, self._clock, stores.requests)
        return InstallPages(
            InstallDeps(
                app=self._app,
                client=self._wire.probe,
                installations=self.installations,
                states=states,
                phrasebook=phrasebook,
                clock=self._clock,
                seconds=self._seconds,
                arrived=arrived,
                report=report,
            )
        )

    async def turned_away(
        self, payload: Mapping[str, Any], phrasebook: CurrentPhrasebook
    ) -> web.Response | None:
        """Returns the answer to what comes from where the app is not installed; None for all else.

        Nothing is done for it, nor looked at: what is stored of that tenant is waiting to be erased.
        """
        tenant = parse.tenant(payload)
        if not tenant or text_at(parse.event(payload), "type") in departures.OUT:
            return None
        if await self.tokens.is_there(tenant):
            return None
        _log.warning("%s sends something, and the app is not installed there", tenant, extra={"most": 1})
        if "command" not in payload:
            return web.Response()
        typed = phrasebook.keywords.language(text_at(payload, "command"))
        language = phrasebook.words.speaks(typed) or FALLBACK
        text = phrasebook.words.say(language, "install.missing", address=self._app.install)
        body = json.dumps({"response_type": "ephemeral", "text": text})
        return web.Response(text=body, content_type="application/json")
