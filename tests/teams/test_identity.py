"""Who somebody is: by the directory alone, and for ever the same person."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Ask
from bot.teams.references import ConversationReference
from tests.fakes.teams import BOT, MARIA, TENANT, FakeTeams
from tests.teams.dialogue import Dialogue

ME = "aad-maria"
DIRECT_LINE = "https://directline.botframework.com/"


async def met(chat: Dialogue, **references: str) -> None:
    """Stores references as earlier versions did, by id; and starts."""
    for id, service_url in references.items():
        where = ConversationReference(f"a:{id}", service_url, BOT)
        await chat.references.keep_reference(TENANT, MARIA if id == "account" else ME, where.write())
    await chat.start()


def known_as(chat: Dialogue) -> list[str]:
    """Returns the ids by which those who asked were known."""
    asked: list[Ask] = [*chat.shelf.asked]
    return [ask.person.user_id for ask in asked]


async def test_whoever_was_met_by_an_id_of_teams_alone_stays_the_same_person(teams: FakeTeams) -> None:
    chat = Dialogue(teams)
    await met(chat, account=teams.service_url)
    await chat.say("calm one")
    await chat.edge._references.settle()
    # Somebody else's notice, such as one to a whole channel, may make the directory's id known, too.
    await chat.references.keep_reference(
        TENANT, ME, ConversationReference("a:x", teams.service_url, BOT).write()
    )
    await chat.say("calm two")
    await chat.close()
    after = Dialogue(teams)
    after.references.kept.update(chat.references.kept)
    await after.start()
    await after.say("calm three")
    await after.close()
    assert known_as(chat) + known_as(after) == [MARIA] * 3


async def test_whoever_was_met_by_both_is_known_by_the_directory(teams: FakeTeams) -> None:
    chat = Dialogue(teams)
    await met(chat, account=teams.service_url, directory=teams.service_url)
    for _ in range(2):
        await chat.say("calm yelling")
    await chat.close()
    assert known_as(chat) == [ME] * 2


async def test_what_came_from_another_channel_makes_nobody_known(teams: FakeTeams) -> None:
    chat = Dialogue(teams)
    await met(chat, account=DIRECT_LINE)
    await chat.say("calm yelling")
    await chat.close()
    assert known_as(chat) == [ME]


async def test_while_nothing_can_be_read_everybody_is_answered(teams: FakeTeams) -> None:
    chat = Dialogue(teams)
    await met(chat, account=teams.service_url)

    async def away(*_: object) -> None:
        raise OSError("the database is away")

    chat.references.find_reference = away  # type: ignore[assignment,method-assign]
    assert "asked “yelling”" in await chat.say("calm yelling")
    await chat.close()


async def test_a_reference_that_leads_elsewhere_is_none(teams: FakeTeams) -> None:
    chat = Dialogue(teams)
    await met(chat, directory=DIRECT_LINE)
    await chat.send(teams.mention("calm yelling"))
    assert [call.conversation for call in teams.calls] == [f"a:{MARIA}", "19:group@thread.v2"]
    await chat.close()


@pytest.mark.parametrize("place", [{"conversationType": "groupChat", "isGroup": True}, {"isGroup": True}])
async def test_nothing_said_in_a_group_leads_a_persons_notices_elsewhere(
    chat: Dialogue, place: dict[str, Any]
) -> None:
    await chat.say("calm yelling")
    before = dict(chat.references.kept)
    stranger = {"id": "29:luis", "aadObjectId": "aad-luis"}
    for id in (ME, MARIA, ""):
        await chat.send(chat.teams.mention("hi", conversation={"id": id, **place}, **{"from": stranger}))
    await chat.edge._references.settle()
    assert {id: chat.references.kept[TENANT, id] for id in (ME, "")} == {
        id: before[TENANT, id] for id in (ME, "")
    }
