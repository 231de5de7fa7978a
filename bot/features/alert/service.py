"""Reads an alert, changes it, and stores it with its notices: one press, one transaction."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from bot.core.chat import Person, Press, Role
from bot.core.conflict import AGAIN, Try, retry
from bot.core.edge import Address
from bot.core.ledger import Notice
from bot.core.names import own_name
from bot.core.refusals import log_refusal
from bot.features.alert import escalation
from bot.features.alert.buttons import AlertReference, HelpRequest
from bot.features.alert.deps import AlertDeps
from bot.features.alert.escalation import Waves
from bot.features.alert.model import Alert, AlertAnswer, AlertResponse
from bot.features.alert.notices import (
    answered_notices,
    calls_of,
    closed_notices,
    moved_notices,
    raised_notices,
    reached,
)
from bot.features.alert.progress import AlertProgress, progress

log = logging.getLogger("calma.alert")
SAME = timedelta(minutes=15)  # after which a press is another emergency, whatever became of the one before


class AlertService:
    """Alerts, as agents and supervisors change them. A press by anybody else is refused and logged."""

    def __init__(self, deps: AlertDeps) -> None:
        self._deps = deps

    @retry
    async def raise_alert(
        self, ask: Press, asked: HelpRequest, instead: str = ""
    ) -> tuple[Alert, bool] | Literal[Try.AGAIN] | None:
        """Returns the alert that goes on, else a new one, and whether it is new; None for nobody to tell.

        `instead` is the id of the one that a new one comes in place of. Raises Conflict.
        """
        person, now = ask.person, self._deps.now()
        going = await self._deps.alerts.open_alert(person.tenant, person.user_id, asked.reason)
        if going and going.id != instead and now - going.raised < SAME:
            return await self._shown_on(await self._moved(going, asked.channel, now), ask), False
        waves = await self._waves(person)
        if not waves:
            return None
        before = [replace(going, closed=now)] if going else []
        over = [notice for alert in before for notice in await self._closing(alert, now)]
        fresh = self._new_alert(ask, asked, waves, now)
        done = await self._keep([*before, fresh], [*over, *raised_notices(fresh, now)])
        return (fresh, True) if done else AGAIN

    async def own_alert(self, ask: Press) -> Alert | None:
        """Returns the alert that a button names, if it is the presser's own."""
        ref = AlertReference.decode(ask.value)
        alert = await self._deps.alerts.find_alert(ask.person.tenant, ref.id) if ref else None
        if alert and alert.agent == ask.person.user_id:
            return await self._shown_on(alert, ask)
        log_refusal(log, ask.person, "alert", ref.id if ref else None)
        return None

    @retry
    async def close(self, ask: Press) -> Alert | Literal[Try.AGAIN] | None:
        """Returns the alert, which is over now; None if it is not the presser's own. Raises Conflict."""
        alert = await self.own_alert(ask)
        if alert is None or alert.closed:
            return alert
        now = self._deps.now()
        after = replace(alert, closed=now)
        return after if await self._keep([after], await self._closing(after, now)) else AGAIN

    @retry
    async def respond(self, ask: Press, answer: AlertAnswer) -> Alert | Literal[Try.AGAIN] | None:
        """Returns the alert with a supervisor's answer: the first counts, and stays.

        None for whoever does not have the notice, and for the agent. Raises Conflict.
        """
        alert = await self._noticed_alert(ask)
        if alert is None or not alert.waiting:
            return alert
        now, person = self._deps.now(), ask.person
        response = AlertResponse(person.user_id, self._own_name(person), answer, now)
        after = replace(alert, response=response)
        places = reached(await calls_of(self._deps.ledger, alert))
        return after if await self._keep([after], answered_notices(after, places, now)) else AGAIN

    async def progress(self, alert: Alert) -> AlertProgress:
        """Returns how far an alert has come."""
        return progress(alert, await calls_of(self._deps.ledger, alert), self._deps.clock())

    async def _noticed_alert(self, ask: Press) -> Alert | None:
        person, ref = ask.person, AlertReference.decode(ask.value)
        alert = await self._deps.alerts.find_alert(person.tenant, ref.id) if ref else None
        noticed = alert and ref and hmac.compare_digest(alert.seal, ref.seal)
        if alert and noticed and alert.agent != person.user_id:
            return alert
        log_refusal(log, person, "alert", ref.id if ref else None)
        return None

    async def _moved(self, alert: Alert, channel: str, now: datetime) -> Alert:
        """Returns the alert on the channel that the contact is on by now; all who were reached see it."""
        if channel == alert.channel:
            return alert
        moved = replace(alert, channel=channel)
        places = reached(await calls_of(self._deps.ledger, alert))
        done = await self._keep([moved], moved_notices(moved, places, now))
        return replace(moved, version=alert.version + 1) if done else alert

    async def _shown_on(self, alert: Alert, ask: Press) -> Alert:
        """Returns the alert as it is told of on the card that was pressed last: there the agent looks."""
        if not (ask.fleeting and alert.in_own_chat) or alert.closed or ask.message == alert.message:
            return alert
        moved = replace(alert, message=ask.message, fleeting=True)
        done = await self._deps.alerts.keep_alerts([moved])
        return replace(moved, version=alert.version + 1) if done else alert

    async def _keep(self, alerts: Sequence[Alert], notices: Iterable[Notice]) -> bool:
        done = await self._deps.alerts.keep_alerts(alerts, tuple(notices))
        self._deps.ring()
        return done

    async def _closing(self, alert: Alert, now: datetime) -> Iterator[Notice]:
        places = reached(await calls_of(self._deps.ledger, alert))
        return closed_notices(alert, places, now)

    async def _waves(self, person: Person) -> Waves:
        managers, supervisors = [
            [
                Address(person.tenant, person.platform, id)
                for id in await self._deps.people.appointed_people(person.tenant, role)
                if id != person.user_id
            ]
            for role in (Role.MANAGER, Role.SUPERVISOR)
        ]
        return escalation.waves(await self._deps.audience(person), managers, supervisors)

    def _own_name(self, person: Person) -> str:
        return own_name(self._deps.phrasebook.words.speaker(person.language), person)

    def _new_alert(self, ask: Press, asked: HelpRequest, waves: Waves, now: datetime) -> Alert:
        person = ask.person
        return Alert(
            tenant=person.tenant,
            id=self._deps.new_id(),
            agent=person.user_id,
            platform=person.platform,
            name=self._own_name(person),
            language=person.language,
            seal=self._deps.new_id(),
            reason=asked.reason,
            channel=asked.channel,
            waves=waves,
            raised=now,
            message=ask.message,
            fleeting=ask.fleeting,
        )
