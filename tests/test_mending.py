"""What a person can mend is told by every edge, in their language, with what to do; nothing is lost by it.

Two really write at once: each time that the coach is about to keep a change, another connection to the same
database has kept one first.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio

from bot import terminal
from bot.core.chat import Command, Person, Query, Suggestions
from bot.core.conflict import AGAIN, TRIES, Conflict, Try, retry
from bot.core.errors import CalmaError
from bot.core.ledger import Notice
from bot.core.phrasebook import Phrasebook
from bot.features.boundary.model import Incident
from bot.features.roleplay.model import Play
from bot.slack import people
from bot.store.sql.database import Database
from bot.store.sql.incidents import SqlIncidentStore
from bot.store.sql.roleplays import SqlPlayStore
from bot.wiring import jobs
from bot.wiring.calma import Calma
from bot.wiring.sql import stored
from tests.build import build
from tests.checkin.keys import TestKeys
from tests.checkin.wires import OnPage, Wires, wired
from tests.conftest import PHRASEBOOK, ROOT
from tests.fakes.slack import Body, FakeSlack, View, button, elements, words
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import FakeTeams
from tests.teams.people import Member

TOLD = {
    "en": "Somebody else changed this at the same moment. Nothing was lost: please do it once more.",
    "es": "Alguien más cambió esto en el mismo momento. No se perdió nada: hágalo una vez más, por favor.",
}
STOPPED = {"en": "They stopped", "es": "Ya paró"}
NOTE = {"en": "Add a note", "es": "Agregar una nota"}
WRITTEN = "Third call about the same bill."
CHANNEL: dict[str, Any] = {
    "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": False}
}


@dataclass
class Other:
    """Somebody else at the same database; `first`: their change is kept before each of ours."""

    plays: SqlPlayStore
    incidents: SqlIncidentStore
    first: bool = False


class ContendedPlays(SqlPlayStore):
    """Plays that somebody else changes, too."""

    def __init__(self, database: Database, other: Other) -> None:
        super().__init__(database)
        self._other = other

    async def keep_play(self, changed: Sequence[Play]) -> bool:
        for play in changed if self._other.first else ():
            if now := await self._other.plays.find_play(play.tenant, play.id):
                assert await self._other.plays.keep_play([now])
        return await super().keep_play(changed)


class ContendedIncidents(SqlIncidentStore):
    """Incidents that somebody else changes, too."""

    def __init__(self, database: Database, other: Other) -> None:
        super().__init__(database)
        self._other = other

    async def keep_incident(self, changed: Sequence[Incident], notices: Sequence[Notice] = ()) -> bool:
        for incident in changed if self._other.first else ():
            if now := await self._other.incidents.find_incident(incident.tenant, incident.id):
                assert await self._other.incidents.keep_incident([now])
        return await super().keep_incident(changed, notices)


@dataclass
class Contended:
    """The house on that database, and the other one there."""

    house: Calma
    other: Other


@pytest_asyncio.fixture
async def contended(tmp_path: Path) -> AsyncIterator[Contended]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}"
    async with stored(url, TestKeys()) as stores:
        ours, theirs = Database(url), Database(url)
        other = Other(SqlPlayStore(theirs), SqlIncidentStore(theirs))
        boundary = replace(stores.boundary, incidents=ContendedIncidents(ours, other))
        yield Contended(
            build(PHRASEBOOK, replace(stores, plays=ContendedPlays(ours, other), boundary=boundary)), other
        )
        await ours.close()
        await theirs.close()


@pytest_asyncio.fixture
async def wires(contended: Contended, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wires]:
    """That house on every edge."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    slack, teams = FakeSlack(), FakeTeams()
    await slack.start()
    await teams.start()
    async with wired(contended.house, slack, teams) as found:
        yield found
    await slack.stop()
    await teams.close()


@pytest.fixture(params=["en", "es"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def ana(wires: Wires, language: str) -> SlackUser:
    """Somebody in Slack who reads that language."""
    user = wires.in_slack().user
    wires.slack.locales[user.user] = {"en": "en-US", "es": "es-MX"}[language]
    return user


@pytest.fixture
def luis(wires: Wires, language: str) -> Member:
    """Somebody in Teams who reads that language."""
    return wires.in_teams("luis", locale={"en": "en-US", "es": "es-MX"}[language])


@pytest.fixture
def page(wires: Wires, language: str) -> OnPage:
    """Somebody on the playground who reads that language."""
    return replace(wires.page, language=language)


def only_told(text: str, language: str) -> None:
    """Asserts that a text says what to do, and gives no reference."""
    assert TOLD[language] in text
    assert not re.search(r"\bref\b", text)


def reply_of(card: Body) -> Body:
    """Returns the button of a reply in a role-play."""
    return next(e for e in elements(card) if "roleplay.take" in e["action_id"])


async def test_slack_tells_whoever_typed_a_command(
    ana: SlackUser, contended: Contended, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    await ana.asks("roleplay money gone")
    contended.other.first = True
    with caplog.at_level(logging.INFO, "calma"):
        message = await ana.types("roleplay wrong size", "/drill")
    only_told(words(message), language)
    assert message["response_type"] == "ephemeral"
    [record] = [r for r in caplog.records if r.name == "calma"]
    assert (record.levelname, record.exc_info) == ("INFO", None)
    assert "Conflict" in record.getMessage()
    contended.other.first = False
    await ana.asks("roleplay wrong size")  # as it says: nothing was lost


@pytest.mark.parametrize("where", [{}, CHANNEL], ids=["ephemeral", "in a channel"])
async def test_slack_tells_whoever_pressed_beside_the_card(
    ana: SlackUser, wires: Wires, contended: Contended, language: str, where: dict[str, Any]
) -> None:
    card = await ana.asks("roleplay money gone")
    contended.other.first = True
    await ana.presses(reply_of(card), **where)
    message = await wires.slack.answer()
    only_told(words(message), language)
    assert (message["replace_original"], message["response_type"]) == (False, "ephemeral")
    contended.other.first = False
    await ana.presses(reply_of(card), **where)  # as it says: nothing was lost
    assert (await wires.slack.answer())["replace_original"] is True


async def noting(ana: SlackUser, wires: Wires, language: str) -> View:
    """Opens the form for a note."""
    card = await ana.types("boundary phone")
    await ana.presses(button(card, STOPPED[language]))
    await ana.presses(button(await wires.slack.answer(), NOTE[language]))
    return await wires.slack.view()


async def test_slack_tells_it_where_the_form_is(
    ana: SlackUser, wires: Wires, contended: Contended, language: str
) -> None:
    form = await noting(ana, wires, language)
    contended.other.first = True
    answer = await ana.sends(form, note=WRITTEN, kind="insults")
    assert answer["response_action"] == "errors"
    [text] = answer["errors"].values()
    only_told(text, language)
    contended.other.first = False
    assert (await ana.sends(form, note=WRITTEN, kind="insults"))["response_action"] == "update"


async def test_teams_tells_whoever_wrote_or_pressed(
    luis: Member, contended: Contended, language: str
) -> None:
    await luis.types("drill roleplay money gone")
    card, label = luis.card, luis.labels[0]
    contended.other.first = True
    await luis.types("drill roleplay wrong size")
    only_told(luis.text, language)
    luis.card = card
    await luis.presses(label)
    only_told(luis.text, language)
    contended.other.first = False
    luis.card = card
    await luis.presses(label)
    assert TOLD[language] not in luis.text


async def test_teams_tells_it_above_the_form_with_what_was_written(
    luis: Member, contended: Contended, language: str
) -> None:
    await luis.types("boundary phone")
    await luis.presses(STOPPED[language])
    await luis.opens(NOTE[language])
    contended.other.first = True
    await luis.sends(note=WRITTEN, kind="insults")
    only_told(luis.text, language)
    assert luis.field("note")["value"] == WRITTEN
    contended.other.first = False
    await luis.sends()
    assert TOLD[language] not in luis.text


async def test_teams_tells_whoever_pressed_in_a_channel_alone(
    luis: Member, wires: Wires, contended: Contended, language: str
) -> None:
    await luis.types("drill roleplay money gone")
    data = luis.data(luis.labels[0])
    contended.other.first = True
    group = {"id": "19:abc@thread.tacv2", "conversationType": "channel", "isGroup": True}
    before = len(wires.teams.calls)
    pressed = wires.teams.execute(data, replyToId="card-1", **{**luis.who, "conversation": group})
    assert (await wires.chat.send(pressed)).status == 200
    [call] = wires.teams.calls[before:]
    only_told(call.text, language)
    assert call.query == {"isTargetedActivity": "true"}  # nobody else sees it


async def test_the_search_of_teams_tells_it_in_the_place_of_results(
    luis: Member, wires: Wires, language: str
) -> None:
    async def search(_: Query) -> Suggestions:
        raise Conflict

    wires.calma.desk._queries["query"] = search
    reply = await wires.chat.send(wires.teams.searches("yelling", **luis.who))
    assert reply.json["composeExtension"] == {"type": "message", "text": TOLD[language]}


async def test_the_playground_tells_it(page: OnPage, contended: Contended, language: str) -> None:
    card = await page.types("roleplay money gone", "drill")
    value = re.search(r'data-action="roleplay.take" data-value="([^"]+)"', card["html"])
    assert value
    await page.types("boundary phone", "calm")
    incident = await contended.other.incidents.open_incident("playground", page.who)
    assert incident
    contended.other.first = True
    typed = await page.types("roleplay wrong size", "drill")
    pressed = await page.press("roleplay.take", value[1])
    sent = await page.sends(
        "boundary.noted", f"{incident.id}.{incident.course.turn}", note=WRITTEN, kind="insults"
    )
    for reply, how in ((typed, "private"), (pressed, "private"), (sent, "errors")):
        assert reply["how"] == how
        only_told(reply["html"], language)


async def test_the_terminal_tells_it(contended: Contended, language: str) -> None:
    person = Person("terminal", "terminal", "me", language)
    _, code = await jobs.answered(contended.house, Command(person, "drill", "roleplay money gone"))
    assert code == 0
    contended.other.first = True
    reply, code = await jobs.answered(contended.house, Command(person, "drill", "roleplay wrong size"))
    assert code == 1
    shown = terminal.render_reply(reply, contended.house.phrasebook.words, language, colour=False)
    only_told(" ".join(shown.split()), language)


async def test_who_comes_second_decides_anew() -> None:
    tries: list[int] = []

    @retry
    async def twice(wanted: int) -> int | Literal[Try.AGAIN]:
        tries.append(wanted)
        return AGAIN if len(tries) < wanted else wanted

    assert await twice(2) == 2
    assert len(tries) == 2
    tries.clear()
    with pytest.raises(Conflict):
        await twice(TRIES + 1)
    assert len(tries) == TRIES


def test_every_key_of_an_error_has_words_in_both_languages(book: Phrasebook) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py")))
    keys = {*re.findall(r'words="([a-z_.]+)"', code), *re.findall(r'raise BadFile\("([a-z_.]+)"', code)}
    keys |= set(re.findall(r'words="([a-z_.]+)" if \w+\.\w+ else "([a-z_.]+)"', code)[0])
    keys |= set(re.findall(r'Cap\([\d_]+, "([a-z_.]+)"', code))
    assert keys >= {"error.conflict", "team.full", "team.stale", "slack.file_large"}
    for language in ("en", "es"):
        assert keys <= book.words._by_language[language].keys()


def test_what_no_person_in_a_chat_can_mend_keeps_its_reference(house: Calma) -> None:
    card = house.desk.apologise(Person("T1", "test", "U1", "es"), CalmaError("set PORT to a free one"))
    assert "PORT" not in repr(card)
    assert "ref. " in repr(card)
