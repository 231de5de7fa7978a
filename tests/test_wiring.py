"""Calma is put together once, of what it is given."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from types import FunctionType, ModuleType
from typing import Any

from bot import config
from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Press
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address, Edge, messengers, rosters
from bot.core.recent import RecentLookups
from bot.features.boundary.deps import BoundaryDeps
from bot.features.checkin.deps import CheckinDeps
from bot.features.drill.deps import DrillDeps
from bot.features.group.deps import GroupDeps
from bot.features.help.deps import HelpDeps
from bot.features.lookup.cards import SAVE
from bot.features.lookup.deps import LookupDeps
from bot.features.roleplay.deps import RoleplayDeps
from bot.features.round.deps import RoundDeps
from bot.features.schedule.deps import ScheduleDeps
from bot.features.team.deps import TeamDeps
from bot.playground.edge import Playground
from bot.slack.edge import Slack, SlackSettings
from bot.teams.credentials import Credentials
from bot.wiring.calma import build
from bot.wiring.edges import edges
from tests.conftest import PHRASEBOOK

ENVIRONMENT = {
    "CALMA_PHRASEBOOK": str(PHRASEBOOK),
    "SLACK_SIGNING_SECRET": "secret",
    "SLACK_BOT_TOKEN": "xoxb-1",
    "MICROSOFT_APP_ID": "app-1",
    "MICROSOFT_APP_PASSWORD": "password",
}
ONCE = (
    *(
        BoundaryDeps,
        GroupDeps,
        HelpDeps,
        CheckinDeps,
        DrillDeps,
        CurrentPhrasebook,
        LookupDeps,
        TeamDeps,
        RecentLookups,
    ),
    *(RoleplayDeps, RoundDeps, ScheduleDeps, Credentials),
)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
ANA = Person("T1", "test", "ana", "en")


def reached(start: object) -> Iterator[object]:
    """Yields all that is reached from an object, modules and classes left out."""
    seen, waiting = {id(start)}, [start]
    while waiting:
        item = waiting.pop()
        yield item
        for other in _beside(item):
            if id(other) not in seen and not isinstance(other, ModuleType | type):
                seen.add(id(other))
                waiting.append(other)


def _beside(item: object) -> list[Any]:
    # A function reaches all of its module; what it was given is in its closure.
    return [*(item.__closure__ or ())] if isinstance(item, FunctionType) else gc.get_referents(item)


def test_everything_is_made_once() -> None:
    settings = config.read(ENVIRONMENT)
    calma = build(settings)
    drainer = calma.drainer(opened := edges(calma, settings, playground=True))
    made = [type(item) for item in reached([calma, opened, drainer])]
    assert {kind: made.count(kind) for kind in ONCE} == dict.fromkeys(ONCE, 1)


async def test_what_is_given_is_used() -> None:
    numbers, settings = count(1), config.read({"CALMA_PHRASEBOOK": str(PHRASEBOOK)})
    calma = build(settings, clock=lambda: NOON, ids=lambda: f"id-{next(numbers)}")
    reply = await calma.desk.answer(Command(ANA, "calm", "yelling"))
    assert isinstance(reply, Answer)
    [save] = [part for part in reply.card.elements if isinstance(part, c.Choice) and part.action == SAVE]
    await calma.desk.answer(Press(ANA, SAVE, save.options[0].value))
    assert [saved.at for saved in await calma.stores.favourites.favourites_of(ANA)] == [NOON]
    buttons = [
        button for part in reply.card.elements if isinstance(part, c.Buttons) for button in part.buttons
    ]
    assert any("id-1" in button.value for button in buttons)


async def test_an_edge_goes_by_the_same_clock() -> None:
    settings = config.read({"CALMA_PHRASEBOOK": str(PHRASEBOOK)})
    [playground] = edges(build(settings, clock=lambda: NOON), settings, playground=True)
    assert isinstance(playground, Playground)
    await playground.messenger.send(Address("playground", "playground", "ana"), c.Card("", ()), "key")
    assert [message.at for message in playground.messenger.since("")] == [NOON]


def test_an_edge_goes_by_its_platform_whatever_its_class_is_called() -> None:
    class InSlack(Slack):
        """Slack by another name."""

    class OnThePage(Playground):
        """The playground by another name."""

    calma = build(settings := config.read(ENVIRONMENT))
    [_, in_teams] = edges(calma, settings, playground=False)
    known = SlackSettings("secret", "xoxb-1", "", "https://slack.com/api/")
    in_slack = InSlack(calma.desk, calma.phrasebook, known, calma.stores.references, calma.stores.tokens)
    on_the_page = OnThePage(calma.desk, calma.phrasebook, {})
    opened: dict[str, Edge[Any]] = {"slack": in_slack, "teams": in_teams, "playground": on_the_page}
    assert messengers(opened.values()) == {name: edge.messenger for name, edge in opened.items()}
    assert rosters(opened.values()) == {name: edge.roster for name, edge in opened.items()}
