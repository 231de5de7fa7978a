"""Which notices an alert causes, and what each of them says at the moment it goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.core.card import Card
from bot.core.edge import Fate, Receipt
from bot.core.ledger import Delivery, DeliveryState, Ledger, Notice, Rank, Replacement
from bot.features.alert import cards, escalation, supervisor_cards
from bot.features.alert.deps import AlertDeps
from bot.features.alert.model import Alert
from bot.features.alert.progress import Place, progress
from bot.features.alert.viewer import agent_of, agents_viewer, readers_viewer

MOMENT = timedelta(seconds=2)  # in which a wave is told, before its agent hears that it was
SHOWN_WAVES = 3  # in which a fleeting card is changed: it can be only so often, and has to show who came


class AlertSubject(Enum):
    """What a notice is about."""

    CALL = "alert.call"  # to whoever is told
    CHANGED = "alert.changed"  # in its place: somebody has it, or it is over
    LIVE = "alert.live"  # to the agent, in their own chat: how far it is
    STATUS = "alert.status"  # in its place, or in that of the card that was pressed there
    CARD = "alert.card"  # in the place of the card that was pressed, as long as it is there


@dataclass(frozen=True, slots=True)
class AlertNotice:
    """What a notice is made from: the alert, and of a call where in its waves it is."""

    alert: str
    wave: int = 0
    index: int = 0

    def encode(self) -> tuple[str, ...]:
        """Returns it as a notice's `about`."""
        return (self.alert, str(self.wave), str(self.index))

    @classmethod
    def decode(cls, about: Sequence[str]) -> AlertNotice:
        """Returns what is in a notice's `about`."""
        alert, wave, index = about
        return cls(alert, int(wave), int(index))

    @property
    def call_key(self) -> str:
        """The key of the call that it is, or is about."""
        return f"{AlertSubject.CALL.value}:{self.alert}:{self.wave}:{self.index}"


def raised_notices(alert: Alert, now: datetime) -> Iterator[Notice]:
    """Yields all that goes out until somebody answers: every wave in its time, and word to the agent."""
    yield from _waves(alert, 0, now)
    yield from _word(alert, "minute", now + escalation.PATIENCE + MOMENT, card=False)
    if alert.in_own_chat:
        yield _to_agent(alert, AlertSubject.LIVE, "", now)


def answered_notices(alert: Alert, reached: Iterable[Place], now: datetime) -> Iterator[Notice]:
    """Yields word to the agent and to all who were reached that somebody has it."""
    yield from _word(alert, "has", now, card=alert.fleeting)
    yield from _changed(alert, reached, "has", now)


def closed_notices(alert: Alert, reached: Iterable[Place], now: datetime) -> Iterator[Notice]:
    """Yields word to all who were reached that it is over, and to the agent, wherever they said so."""
    yield from _word(alert, "over", now, card=alert.fleeting)
    yield from _changed(alert, reached, "over", now)


def moved_notices(alert: Alert, reached: Iterable[Place], now: datetime) -> Iterator[Notice]:
    """Yields word to all who were reached that the contact is on another channel."""
    yield from _changed(alert, reached, f"{alert.channel}-{alert.version}", now)


async def calls_of(ledger: Ledger, alert: Alert) -> dict[Place, Delivery]:
    """Returns the deliveries of an alert's calls, by their places; what is purged already is left out."""
    places = {
        AlertNotice(alert.id, wave, index).call_key: (wave, index)
        for wave, addresses in enumerate(alert.waves)
        for index in range(len(addresses))
    }
    deliveries = await ledger.find_deliveries(alert.tenant, list(places))
    return {places[key]: delivery for key, delivery in deliveries.items()}


def reached(calls: dict[Place, Delivery]) -> list[Place]:
    """Returns where calls arrived, or are just about to."""
    there = (DeliveryState.SENT, DeliveryState.SENDING)
    return [place for place, call in calls.items() if call.state in there]


class AlertNoticeWriter:
    """Writes the notices of alerts."""

    def __init__(self, deps: AlertDeps) -> None:
        self._deps = deps

    async def card(self, notice: Notice) -> Card | None:
        """Returns the card as things are now, or None where they have moved on."""
        alert, subject = await self._alert(notice), AlertSubject(notice.subject)
        if alert is None or (subject is AlertSubject.CALL and not alert.waiting):
            return None
        if subject in (AlertSubject.CALL, AlertSubject.CHANGED):
            viewer = await readers_viewer(self._deps, alert, notice.to, channel=notice.to.channel)
            anew = AlertNotice.decode(notice.about).wave >= len(alert.waves) - len(escalation.ANEW)
            you = "" if notice.to.channel else notice.to.id
            return supervisor_cards.call_card(viewer, alert, you=you, anew=anew)
        viewer = await agents_viewer(self._deps, await agent_of(self._deps, alert), alert)
        how_far = progress(alert, await calls_of(self._deps.ledger, alert), self._deps.clock())
        card = cards.alert_card(viewer, alert, how_far)
        return cards.with_words(viewer, card, await self._words(subject, alert))

    async def _words(self, subject: AlertSubject, alert: Alert) -> Card | None:
        """Returns the words that stood on the card that is changed; what comes beside it needs none."""
        if subject is AlertSubject.LIVE or (subject is AlertSubject.STATUS and alert.in_own_chat):
            return None
        agent = await agent_of(self._deps, alert)
        return await self._deps.words(agent, alert.reason, alert.channel)

    async def replacement(self, notice: Notice) -> Replacement | None:
        """Returns the message that the notice changes."""
        about = AlertNotice.decode(notice.about)
        match AlertSubject(notice.subject):
            case AlertSubject.CALL | AlertSubject.LIVE:
                return None
            case AlertSubject.CHANGED:
                return Replacement(about.call_key, anew=False)
            case AlertSubject.CARD:
                alert = await self._alert(notice)
                return Replacement(message=alert.message if alert else "", anew=False)
            case AlertSubject.STATUS:
                alert = await self._alert(notice)
                if alert and not alert.in_own_chat:
                    return Replacement(message=alert.message)
                return Replacement(f"{AlertSubject.LIVE.value}:{about.alert}:")

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Returns word to the agent after a call; the next wave at once, if nobody of this is reached."""
        alert, about = await self._alert(notice), AlertNotice.decode(notice.about)
        if alert is None or not alert.waiting or notice.subject != AlertSubject.CALL.value:
            return ()
        shown = alert.fleeting and about.wave == 0
        word = _word(alert, f"{about.wave}.{about.index}", now, card=shown)
        if receipt.fate is Fate.SENT or await self._others_reached(alert, about):
            return tuple(word)
        return (*_waves(alert, about.wave + 1, now), *word)

    async def _others_reached(self, alert: Alert, about: AlertNotice) -> bool:
        calls = await calls_of(self._deps.ledger, alert)
        here = [call for (wave, _), call in calls.items() if wave == about.wave]
        return any(call.state is DeliveryState.SENT for call in here)

    async def _alert(self, notice: Notice) -> Alert | None:
        id = AlertNotice.decode(notice.about).alert
        return await self._deps.alerts.find_alert(notice.to.tenant, id)


def _waves(alert: Alert, first: int, now: datetime) -> Iterator[Notice]:
    """Yields the calls from the wave `first` on, which goes now, and what the agent hears meanwhile."""
    count = len(alert.waves)
    for wave in range(first, count):
        due = now + escalation.after(first, wave, count)
        for index, to in enumerate(alert.waves[wave]):
            about = AlertNotice(alert.id, wave, index)
            subject = AlertSubject.CALL.value
            yield Notice(about.call_key, to, subject, about.encode(), due, rank=Rank.ALERT, by=alert.agent)
        if wave:
            shown = alert.fleeting and wave < SHOWN_WAVES
            yield from _word(alert, f"{first}.{wave}.", due + MOMENT, card=shown)
    if first < count:
        yield from _word(alert, f"{first}.all", due + escalation.PATIENCE, card=False)


def _word(alert: Alert, moment: str, due: datetime, *, card: bool) -> Iterator[Notice]:
    yield _to_agent(alert, AlertSubject.STATUS, moment, due)
    if card:
        yield _to_agent(alert, AlertSubject.CARD, moment, due)


def _to_agent(alert: Alert, subject: AlertSubject, moment: str, due: datetime) -> Notice:
    key, about = f"{subject.value}:{alert.id}:{moment}", AlertNotice(alert.id)
    return Notice(key, alert.to_agent, subject.value, about.encode(), due, rank=Rank.SAFETY, by=alert.agent)


def _changed(alert: Alert, places: Iterable[Place], moment: str, now: datetime) -> Iterator[Notice]:
    subject = AlertSubject.CHANGED.value
    for wave, index in places:
        about, to = AlertNotice(alert.id, wave, index), alert.waves[wave][index]
        key = f"{subject}:{alert.id}:{wave}:{index}:{moment}"
        yield Notice(key, to, subject, about.encode(), now, rank=Rank.SAFETY, by=alert.agent)
