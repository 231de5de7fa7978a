"""The protocol over the wires of Slack and Teams and on the playground, in both languages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.core.chat import Person, Role
from bot.playground.messenger import PlaygroundMessenger
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes.slack import Body, FakeSlack, button, elements, words
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import TENANT, FakeTeams
from tests.harness import Clock
from tests.teams.people import Member


@dataclass(frozen=True)
class Words:
    """What is pressed and seen in one language."""

    locale: str
    said: str
    again: str
    undo: str
    ended: str
    sexual: str
    called: str
    ticket: str
    first: str
    warned: str
    last: str
    over: str
    zero: str
    returned: str
    restricted: str
    followed: str
    title: str


WORDS = {
    "en": Words(
        locale="en-US",
        said="I said it",
        again="They went on, I said it again",
        undo="Undo",
        ended="Contact ended",
        sexual="Sexual",
        called="They called again",
        ticket="Ticket reference",
        first="Boundary · first warning",
        warned="Boundary · warned 14:02",
        last="This is the last time I'm asking",
        over="You did that right. It's over.",
        zero="Sexual remarks: no warning needed",
        returned="I'll gladly go on with your case",
        restricted="answered in writing only",
        followed="Policy followed.",
        title="ended a call after sexual remarks",
    ),
    "es": Words(
        locale="es-MX",
        said="Ya lo dije",
        again="Siguió igual, lo dije otra vez",
        undo="Deshacer",
        ended="Contacto terminado",
        sexual="Sexual",
        called="Llamó otra vez",
        ticket="Referencia del caso",
        first="Límite · primer aviso",
        warned="Límite · avisos: 14:02",
        last="Es la última vez que se lo pido",
        over="Lo hizo bien. Ya terminó.",
        zero="Comentarios sexuales: sin aviso previo",
        returned="Con gusto sigo con su caso",
        restricted="se atiende solo por escrito",
        followed="Se siguió la política.",
        title="recibió comentarios sexuales y terminó la llamada",
    ),
}


@pytest_asyncio.fixture
async def wires(slack: FakeSlack, teams: FakeTeams, patient: None) -> AsyncIterator[Wires]:
    async with wired(build(clock=Clock(datetime(2026, 11, 24, 14, 2, tzinfo=UTC))), slack, teams) as found:
        yield found


@pytest.fixture(params=WORDS)
def say(request: pytest.FixtureRequest) -> Words:
    return WORDS[request.param]


async def appoint(wires: Wires, tenant: str, platform: str, user: str, role: Role, locale: str) -> None:
    """Makes somebody a supervisor or a manager, who has turned to the coach before."""
    store = wires.calma.stores.people
    await store.appoint_person(tenant, user, role)
    await store.complete_person(Person(tenant, platform, user, locale[:2], name=user))


class Desk:
    """An agent in Slack, and the card that they look at."""

    def __init__(self, wires: Wires, user: SlackUser) -> None:
        self.wires, self.user = wires, user
        self.card: Body = {}

    @property
    def text(self) -> str:
        return words(self.card)

    @property
    def labels(self) -> list[str]:
        return [each["text"]["text"] for each in elements(self.card) if each["type"] == "button"]

    async def types(self, text: str) -> None:
        self.card = await self.user.types(text)

    async def presses(self, label: str) -> None:
        await self.user.presses(button(self.card, label))
        self.card = await self.wires.slack.answer()


@pytest.fixture
def ana(wires: Wires, say: Words) -> Desk:
    user = wires.in_slack("UANA").user
    wires.slack.locales["UANA"] = say.locale
    return Desk(wires, user)


async def test_slack_goes_the_whole_way_with_a_press_taken_back(ana: Desk, say: Words) -> None:
    await ana.types("boundary")
    assert say.first in ana.text
    first = ana.card
    await ana.presses(say.said)
    assert say.warned in ana.text
    assert say.last in ana.text
    await ana.presses(say.undo)
    assert say.first in ana.text
    await ana.presses(say.said)
    await ana.presses(say.again)
    last = ana.card
    await ana.presses(say.ended)
    assert say.over in ana.text
    assert say.followed in ana.text
    for old, label in ((first, say.said), (last, say.ended)):  # pressed once more on cards of before
        ana.card = old
        await ana.presses(label)
        assert say.over in ana.text
        assert say.followed in ana.text
    await ana.presses(say.called)
    assert say.returned in ana.text


async def test_slack_takes_the_door_and_the_supervisor_reads_of_it(
    wires: Wires, ana: Desk, say: Words
) -> None:
    await appoint(wires, ana.user.team, "slack", "UPABLO", Role.SUPERVISOR, say.locale)
    await ana.types("boundary")
    await ana.presses(say.sexual)
    assert say.zero in ana.text
    assert say.said not in ana.labels
    await ana.presses(say.ended)
    await wires.drainer.drain()
    notice = await wires.slack.next("chat.postMessage")
    assert notice["channel"] == "UPABLO"
    assert say.title in words(notice)
    assert say.followed[:-1] in words(notice)
    await ana.presses(say.undo)  # what she got says so in its place
    await wires.drainer.drain()
    changed = await wires.slack.next("chat.update")
    assert changed["channel"] == "DUPABLO"
    assert say.title not in words(changed)
    assert say.followed[:-1] not in words(changed)


async def test_slack_shows_what_holds_for_a_ticket(wires: Wires, ana: Desk, say: Words) -> None:
    wires.slack.admins.add("UADMIN")
    admin = Desk(wires, replace(ana.user, user="UADMIN"))
    await admin.types("boundary restrict")
    await admin.user.presses(button(admin.card, "A new one"))
    form = await wires.slack.view()
    answer = await admin.user.sends(form, ticket="Case-77", kind="writing", review="2027-01-15")
    assert answer["response_action"] == "update"
    assert "answered in writing only" in words(answer["view"])
    await ana.types("boundary")
    await ana.user.presses(button(ana.card, say.ticket))
    answer = await ana.user.sends(await wires.slack.view(), ticket="CASE-77")
    assert say.restricted in words(answer["view"])
    await ana.types("boundary ticket #case-77")
    assert say.restricted in ana.text


@pytest.fixture
def luis(wires: Wires, say: Words) -> Member:
    return wires.in_teams("luis", locale=say.locale)


async def test_teams_goes_the_whole_way_with_a_press_taken_back(luis: Member, say: Words) -> None:
    await luis.types("boundary")
    assert say.first in luis.text
    first = luis.data(say.said)
    await luis.presses(say.said)
    assert say.warned in luis.text
    await luis.presses(say.undo)
    assert say.first in luis.text
    await luis.presses(say.said)
    await luis.presses(say.again)
    await luis.presses(say.ended)
    assert say.over in luis.text
    assert say.followed in luis.text
    await luis.forces(first)
    assert say.over in luis.text
    await luis.presses(say.called)
    assert say.returned in luis.text


async def test_teams_takes_the_door_and_the_supervisor_reads_of_it(
    wires: Wires, luis: Member, say: Words
) -> None:
    marta = wires.in_teams("marta", locale=say.locale)
    await marta.types("hello")  # since then the bot knows where to reach her
    await appoint(wires, TENANT, "teams", marta.id, Role.SUPERVISOR, say.locale)
    await luis.types("boundary")
    await luis.presses(say.sexual)
    assert say.zero in luis.text
    await luis.presses(say.ended)
    await wires.drainer.drain()
    marta.reads()
    assert say.title in marta.text
    await luis.presses(say.undo)
    await wires.drainer.drain()
    [changed] = [call for call in wires.teams.calls if call.method == "PUT"]
    assert changed.conversation == "a:marta"
    assert say.title not in changed.text
    assert say.followed not in changed.text


async def test_teams_shows_what_holds_for_a_ticket(wires: Wires, luis: Member, say: Words) -> None:
    rosa = wires.in_teams("rosa")
    await rosa.types("boundary restrict")
    await rosa.opens("A new one")
    await rosa.sends(ticket="Case-77", kind="writing")
    assert "answered in writing only" in rosa.text
    await luis.types("boundary")
    await luis.opens(say.ticket)
    await luis.sends(ticket="case-77")
    assert say.restricted in luis.text


async def test_the_page_goes_the_whole_way(wires: Wires, say: Words) -> None:
    page = replace(wires.page, language=say.locale[:2])

    async def presses(action: str) -> str:
        assert page.reply
        value = re.findall(rf'data-action="{action}" data-value="([^"]*)"', page.reply["html"])
        return str((await page.press(action, value[0]))["html"])

    assert say.first in (await page.types("boundary", "calm"))["html"]
    assert "09:02" in await presses("boundary.said")
    assert "09:02" in await presses("boundary.said")
    html = await presses("boundary.ended")
    assert say.followed in html


async def test_on_the_page_an_end_that_was_taken_back_changes_what_the_supervisor_sees(
    wires: Wires, say: Words
) -> None:
    page = replace(wires.page, language=say.locale[:2])
    messenger = wires.playground.messenger
    assert isinstance(messenger, PlaygroundMessenger)
    await wires.playground.start()
    await page.press("boundary.zero", "sexual.phone")

    async def presses(action: str) -> None:
        assert page.reply
        value = re.findall(rf'data-action="{action}" data-value="([^"]*)"', page.reply["html"])
        await page.press(action, value[0])

    await presses("boundary.ended")
    await wires.drainer.drain()
    titles = [message.card.summary for message in messenger.since("") if message.to.id != "ana"]
    assert [say.title in title for title in titles] == [True]
    await presses("boundary.undo")
    await wires.drainer.drain()
    titles = [message.card.summary for message in messenger.since("") if message.to.id != "ana"]
    assert not any(say.title in title for title in titles)
