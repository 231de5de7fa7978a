"""*Get help now* on any card, and the buttons of what the agent sees then."""

from __future__ import annotations

import asyncio

from bot.core.card import Card
from bot.core.chat import Answer, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.core.errors import Unavailable, Unsettled
from bot.core.refusals import log_refusal
from bot.features.alert import cards
from bot.features.alert.buttons import HelpRequest
from bot.features.alert.deps import AlertDeps
from bot.features.alert.model import AGAINST_AGENT, Alert
from bot.features.alert.progress import begun
from bot.features.alert.service import AlertService, log
from bot.features.alert.viewer import AlertViewer, agents_viewer, plain_viewer

ANY_DANGER = "any"  # a reason that nobody knows just now
PATIENCE = 2.0  # seconds for the store; then the agent is told to call by themselves


class AlertHandlers:
    """Raises alerts. Whatever happens, the agent sees the number to call, and what is true of the rest."""

    def __init__(self, deps: AlertDeps) -> None:
        self._deps = deps
        self._service = AlertService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        return Routes(
            presses=(
                PressRoute(cards.RAISE, self.raise_alert),
                PressRoute(cards.ANEW, self.raise_anew),
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.OVER, self.close),
            )
        )

    async def raise_alert(self, ask: Press) -> Answer:
        """Tells supervisors that the agent needs somebody; pressed twice, shows the alert that there is."""
        asked = HelpRequest.decode(ask.value)
        if asked is None:
            log_refusal(log, ask.person, "alert", None)
            return await self._refused(ask)
        return await self._raised(ask, asked)

    async def raise_anew(self, ask: Press) -> Answer:
        """Raises one more alert for the same reason, in place of the one that the button names."""
        try:
            alert = await self._service.own_alert(ask)
        except Unavailable as error:
            return self._unseen(ask, error)
        if alert is None:
            return await self._refused(ask)
        return await self._raised(ask, HelpRequest(alert.reason, alert.channel), instead=alert.id)

    async def show(self, ask: Press) -> Answer:
        """Returns how far the alert is by now."""
        try:
            alert = await self._service.own_alert(ask)
            return await self._shown(ask, alert) if alert else await self._refused(ask)
        except Unavailable as error:
            return self._unseen(ask, error)

    async def close(self, ask: Press) -> Answer:
        """Ends the alert: nobody else is told."""
        try:
            alert = await self._service.close(ask)
            return await self._shown(ask, alert) if alert else await self._refused(ask)
        except Unavailable as error:
            return self._unseen(ask, error)

    async def _raised(self, ask: Press, asked: HelpRequest, instead: str = "") -> Answer:
        about_life = asked.reason not in AGAINST_AGENT
        try:
            async with asyncio.timeout(PATIENCE):
                raised = await self._service.raise_alert(ask, asked, instead)
        except Exception as error:  # noqa: BLE001 - whatever broke, they must not wait for us
            self._deps.report(error)
            unsure = isinstance(error, Unsettled)  # it may be stored, and then it goes out
            viewer = self._plain(ask, asked)
            card = cards.away_card(viewer, asked, about_life=about_life, unsure=unsure)
            return await self._with_words(ask, asked, card)
        if raised is None:
            card = cards.nobody_card(self._plain(ask, asked), asked, about_life=about_life)
            return await self._with_words(ask, asked, card)
        return await self._raised_card(ask, *raised)

    async def _raised_card(self, ask: Press, alert: Alert, new: bool) -> Answer:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._shown(ask, alert, new=new)
        except Exception as error:  # noqa: BLE001 - it is stored, and goes out, whatever breaks now
            self._deps.report(error)
        asked = HelpRequest(alert.reason, alert.channel)
        card = cards.alert_card(self._plain(ask, asked), alert, begun(alert))
        return await self._with_words(ask, asked, card)

    async def _shown(self, ask: Press, alert: Alert, *, new: bool | None = None) -> Answer:
        viewer = await agents_viewer(self._deps, ask.person, alert)
        how_far = begun(alert) if new else await self._service.progress(alert)
        card = cards.alert_card(viewer, alert, how_far, earlier=new is False)
        return await self._with_words(ask, HelpRequest(alert.reason, alert.channel), card)

    async def _with_words(self, ask: Press, asked: HelpRequest, card: Card) -> Answer:
        """Returns the card with what to do and say meanwhile below it, if that is there in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                words = await self._deps.words(ask.person, asked.reason, asked.channel)
        except Exception as error:  # noqa: BLE001 - an organisation's own steps may be away with its store
            self._deps.report(error)
            words = None
        return Answer(cards.with_words(self._plain(ask, asked), card, words), Placement.UPDATE)

    def _unseen(self, ask: Press, error: Unavailable) -> Answer:
        """Returns what stands below a card that cannot be looked at just now: the number first."""
        self._deps.report(error)
        viewer = plain_viewer(self._deps, ask.person, ANY_DANGER)
        return Answer(cards.unseen_card(viewer, ask.action, ask.value), Placement.PRIVATE)

    def _plain(self, ask: Press, asked: HelpRequest) -> AlertViewer:
        return plain_viewer(self._deps, ask.person, asked.reason)

    async def _refused(self, ask: Press) -> Answer:
        return Answer(cards.refused_card(plain_viewer(self._deps, ask.person)), Placement.PRIVATE)
