"""*Get help now* on any card, and the buttons of what the agent sees then."""

from __future__ import annotations

import asyncio

from bot.core.chat import Answer, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.features.alert import cards
from bot.features.alert.buttons import HelpRequest
from bot.features.alert.deps import AlertDeps
from bot.features.alert.model import AGAINST_AGENT, Alert
from bot.features.alert.service import AlertService, log_refusal
from bot.features.alert.viewer import AlertViewer, agents_viewer

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
                PressRoute(cards.RAISE, self.raise_alert, regardless=True),
                PressRoute(cards.ANEW, self.raise_anew),
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.OVER, self.close),
            )
        )

    async def raise_alert(self, ask: Press) -> Answer:
        """Tells supervisors that the agent needs somebody; pressed twice, shows the alert that there is."""
        asked = HelpRequest.decode(ask.value)
        if asked is None:
            log_refusal(ask.person, "unreadable")
            return await self._refused(ask)
        return await self._raised(ask, asked)

    async def raise_anew(self, ask: Press) -> Answer:
        """Raises one more alert for the same reason, in place of the one that the button names."""
        alert = await self._service.own_alert(ask)
        if alert is None:
            return await self._refused(ask)
        return await self._raised(ask, HelpRequest(alert.reason, alert.channel), instead=alert.id)

    async def show(self, ask: Press) -> Answer:
        """Returns how far the alert is by now."""
        alert = await self._service.own_alert(ask)
        return await self._shown(ask, alert) if alert else await self._refused(ask)

    async def close(self, ask: Press) -> Answer:
        """Ends the alert: nobody else is told."""
        alert = await self._service.close(ask)
        return await self._shown(ask, alert) if alert else await self._refused(ask)

    async def _raised(self, ask: Press, asked: HelpRequest, instead: str = "") -> Answer:
        life = asked.reason not in AGAINST_AGENT
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._stored(ask, asked, instead)
        except Exception as error:  # noqa: BLE001 - whatever broke, they must not wait for us
            self._deps.report(error)
            return Answer(cards.away_card(self._plain(ask), asked, about_life=life), Placement.UPDATE)

    async def _stored(self, ask: Press, asked: HelpRequest, instead: str) -> Answer:
        raised = await self._service.raise_alert(ask, asked, instead)
        if raised is None:
            life = asked.reason not in AGAINST_AGENT
            return Answer(cards.nobody_card(self._plain(ask), asked, about_life=life), Placement.UPDATE)
        alert, new = raised
        return await self._shown(ask, alert, new=new)

    async def _shown(self, ask: Press, alert: Alert, *, new: bool | None = None) -> Answer:
        viewer = await agents_viewer(self._deps, ask.person, alert)
        how_far = await self._service.progress(alert, fresh=bool(new))
        return Answer(cards.alert_card(viewer, alert, how_far, earlier=new is False), Placement.UPDATE)

    async def _refused(self, ask: Press) -> Answer:
        return Answer(cards.refused_card(self._plain(ask)), Placement.PRIVATE)

    def _plain(self, ask: Press) -> AlertViewer:
        """Returns how the agent sees what needs nothing stored."""
        person = ask.person
        return AlertViewer(
            self._deps.phrasebook.book, person.language, person.zone, self._deps.numbers(person)
        )
