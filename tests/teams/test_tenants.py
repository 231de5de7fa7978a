"""Several organisations in one process: each with its own words, managers, languages and people."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytest_asyncio

from bot.config import read
from bot.core.card import Card, Text
from bot.core.edge import Address, Fate
from bot.core.groups import Group
from bot.core.ledger import DeliveryState
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule
from bot.teams.auth import AllowedTenants
from bot.wiring import edges
from bot.wiring.doctor import platforms
from bot.wiring.doctor.findings import FindingState
from tests.build import build
from tests.fakes.teams import APP_ID, TENANT, FakeTeams
from tests.teams.people import Member, Shipped

OTHER = "1c2d3e4f-bbbb-4ccc-8ddd-0987654321ba"
STRANGER = "7f7f7f7f-cccc-4ddd-8eee-111111111111"
BOTH = frozenset({TENANT, OTHER.upper()})
# Rosa leads a team in one organisation; whoever has her id in the other one is an agent like all there.
MANAGERS = frozenset({f"{TENANT}:aad-rosa", f"{OTHER.upper()}:aad-olga"})
PHRASE = {
    "text_en": "I hear how urgent this is for you.",
    "cue_en": "calm, slow",
    "text_es": "Escucho lo urgente que es esto para usted.",
    "cue_es": "tranquilo, despacio",
}
SAID = "I hear how urgent this is for you."


@pytest_asyncio.fixture
async def chat(teams: FakeTeams) -> AsyncIterator[Shipped]:
    async with Shipped(teams, MANAGERS, tenants=BOTH) as chat:
        yield chat


@pytest.fixture
def rosa(chat: Shipped) -> Member:
    """A manager in the first organisation."""
    return Member(chat, "rosa")


@pytest.fixture
def olga(chat: Shipped) -> Member:
    """A manager in the second, who reads Spanish."""
    return Member(chat, "olga", tenant=OTHER, locale="es-ES")


async def test_each_organisation_has_managers_of_its_own(chat: Shipped, rosa: Member, olga: Member) -> None:
    await rosa.types("calm team")
    assert "Phrases" in rosa.labels
    await olga.types("calma equipo")
    assert "Frases" in olga.labels
    for name, tenant in (("olga", TENANT), ("rosa", OTHER)):
        agent = Member(chat, name, tenant=tenant)
        await agent.types("calm team")
        assert "This is for whoever leads a team here" in agent.text


async def test_a_look_up_shows_an_organisations_own_words_there_alone(
    chat: Shipped, rosa: Member, olga: Member
) -> None:
    await rosa.types("calm team")
    await rosa.presses("Phrases")
    await rosa.opens("Add a phrase")
    await rosa.sends(situation="yelling", **PHRASE)
    assert "Saved." in rosa.text
    await chat.house.background.settled()
    await rosa.types("calm yelling")
    assert SAID in rosa.text
    await olga.types("calma gritos")
    assert SAID not in olga.text
    assert "urgente que es esto" not in olga.text
    found = [card for text in ("yelling", "urgent", "") for card in await olga.searches(text)]
    assert SAID not in str(found)
    await olga.types("calma equipo")
    await olga.presses("Frases")
    assert "urgente que es esto" not in olga.text


async def scheduled(
    chat: Shipped, tenant: str, people: str, manager: str, group: str = "Night shift"
) -> None:
    """Sets a drill up that is due now, for somebody of an organisation."""
    now = datetime.now(UTC)
    await chat.house.stores.groups.keep_group(Group(tenant, "g1", group, "teams", people=(people,)))
    rule = RecurrenceRule(tuple(range(7)), time(now.hour, now.minute), "UTC", False, date(2026, 1, 1))
    each = DeliveryFormat.EACH
    plan = Schedule(tenant, f"s-{group}", "teams", "g1", manager, "R", "en", each, rule, count=1)
    since = replace(plan, since=now - timedelta(hours=1))
    await chat.house.stores.schedule.schedules.keep_schedule(since)


async def test_each_gets_its_own_drills_and_sees_no_other(chat: Shipped, rosa: Member, olga: Member) -> None:
    maria, pablo = Member(chat, "maria"), Member(chat, "pablo", tenant=OTHER, locale="es-ES")
    for person in (maria, pablo):
        await person.types("help")
    await scheduled(chat, TENANT, maria.id, rosa.id)
    await scheduled(chat, OTHER, pablo.id, olga.id, "Turno tarde")
    chat.teams.calls.clear()
    await chat.house.ticks.run(datetime.now(UTC))
    await chat.drain()
    reached = [call.conversation for call in chat.teams.calls]
    assert sorted(reached) == [maria.conversation, pablo.conversation]
    maria.reads()
    assert "One question, under a minute" in maria.text
    pablo.reads()
    assert "Una pregunta, menos de un minuto" in pablo.text
    await rosa.types("drill schedules")
    await olga.types("practica programadas")
    assert ("Night shift" in str(rosa.card), "Turno tarde" in str(rosa.card)) == (True, False)
    assert ("Night shift" in str(olga.card), "Turno tarde" in str(olga.card)) == (False, True)
    await rosa.chooses("Open a schedule", 0)
    assert "Night shift" in rosa.text
    await olga.forces(rosa.data("Change"))  # a button of the other's card leads nowhere
    assert "Night shift" not in str(olga.card)


async def test_the_same_id_in_two_organisations_is_two_people(chat: Shipped) -> None:
    here, there = Member(chat, "maria"), Member(chat, "maria", tenant=OTHER)
    there.conversation = there.who["conversation"]["id"] = "a:there"
    await here.types("calm yelling")
    await here.chooses("Save", 0)
    await there.types("calm mine")
    assert "Nothing saved yet" in there.text
    stored = chat.house.stores.references
    ways = [await stored.find_reference(tenant, "aad-maria") for tenant in (TENANT, OTHER)]
    assert [("a:maria" in str(way), "a:there" in str(way)) for way in ways] == [(True, False), (False, True)]


MANAGER = "5d3e0c1a-1111-4222-8333-444455556666"


@pytest.mark.parametrize(("told", "noted"), [("", True), ("*", False), (TENANT, False)])
async def test_the_doctor_notes_a_bot_for_everybody_that_nobody_chose(
    teams: FakeTeams, told: str, noted: bool
) -> None:
    check = platforms.checks(read({**teams.settings, "TEAMS_TENANTS": told, "TEAMS_MANAGERS": MANAGER}))[
        "Teams"
    ]
    findings = [finding.line for finding in await check() if finding.state is not FindingState.OK]
    assert [line.startswith("known: Teams: ") for line in findings] == [True] * noted
    assert all("set TEAMS_TENANTS=* if all are meant" in line for line in findings)


async def test_nobody_writes_into_a_channel_of_another_organisation_nor_reads_who_is_there(
    chat: Shipped, rosa: Member, olga: Member
) -> None:
    where = "19:rosas@thread.tacv2"
    chat.teams.members[where] = [{"aadObjectId": "aad-ana", "name": "Ana"}]
    there = {"id": where, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
    await chat.send(chat.teams.message("calm help", conversation=there))
    await olga.types("calma")
    edge, card = chat.edge, Card("x", (Text("x"),))
    assert (await edge.messenger.send(Address(OTHER, "teams", where, channel=True), card, "k")).reason == (
        "not installed"
    )
    assert await edge.roster.members(OTHER, where) is None
    assert (
        await edge.messenger.send(Address(TENANT, "teams", where, channel=True), card, "k")
    ).fate is Fate.SENT
    assert await edge.roster.members(TENANT, where)


async def test_a_third_organisation_is_refused_and_nothing_is_stored_of_it(chat: Shipped) -> None:
    stranger = Member(chat, "eve", tenant=STRANGER)
    reply = await chat.send(chat.teams.message("calm yelling", **stranger.who))
    assert (reply.status, chat.teams.calls) == (403, [])
    assert await chat.house.stores.leavers.known_tenants() == []


async def test_what_goes_out_unasked_goes_to_no_organisation_that_is_not_allowed_any_more(
    teams: FakeTeams,
) -> None:
    async with Shipped(teams) as chat:
        olga = Member(chat, "olga", tenant=OTHER)
        await olga.types("help")
        await scheduled(chat, OTHER, olga.id, olga.id)
        await chat.house.ticks.run(datetime.now(UTC))
        chat.edge.messenger._tenants = AllowedTenants({TENANT})  # as after a start with another list
        teams.calls.clear()
        await chat.drain()
        [progress, *_] = await chat.house.stores.ledger.campaign_progress(OTHER)
    assert teams.calls == []
    assert progress.of(DeliveryState.DEAD) == progress.total > 0
    assert set(progress.reasons) == {"tenant not allowed"}


@pytest.mark.parametrize(("told", "warned"), [("", True), ("*", False), (TENANT, False)])
async def test_a_bot_for_everybody_that_nobody_chose_says_so_at_the_start(
    teams: FakeTeams, caplog: pytest.LogCaptureFixture, told: str, warned: bool
) -> None:
    environment = {"MICROSOFT_APP_ID": APP_ID, "MICROSOFT_APP_PASSWORD": "p", "TEAMS_TENANTS": told}
    config = read(environment).teams
    assert config
    with caplog.at_level(logging.WARNING, "calma"):
        edge = edges.teams(build(), config)
    assert ("name yours in TEAMS_TENANTS, or set TEAMS_TENANTS=*" in caplog.text) == warned
    await edge.close()
