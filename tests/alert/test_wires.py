"""The chain of *Get help now* over Slack's wire and that of Teams, and on the playground."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from bot import config
from bot.core import card as c
from bot.core.chat import Person, Role
from bot.core.edge import Address, Receipt, messengers
from bot.core.ledger import Notice, Rank
from bot.delivery.drainer import Drainer
from bot.playground.messenger import PlaygroundMessenger
from bot.slack import render
from bot.wiring import delivery
from bot.wiring.features import notice_writers
from tests.alert.actor import LIFE
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes.slack import Body, FakeSlack, Fault, button, words
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import TENANT, FakeTeams
from tests.harness import Clock
from tests.teams.people import Member

HELP = c.Card("", (c.Buttons((c.Button("Get help now", "alert.raise", LIFE),)),))
EPHEMERAL = {"type": "message", "message_ts": "1.0", "channel_id": "C1", "is_ephemeral": True}
TEXT = "application/vnd.microsoft.card.adaptive"


class Shift:
    """Everybody behind their own wire, and a clock for all."""

    def __init__(self, wires: Wires, clock: Clock) -> None:
        self.wires, self.clock = wires, clock

    async def seconds(self, count: int) -> None:
        """Lets so many seconds go by, with all that goes out meanwhile."""
        for _ in range(count):
            self.clock.later(seconds=1)
            await self.wires.drainer.drain()

    async def appoint(self, tenant: str, role: Role, platform: str, **people: str) -> None:
        """Appoints people, by user id, who turned to the coach before under a name."""
        for user_id, name in people.items():
            await self.wires.calma.stores.people.appoint_person(tenant, user_id, role)
            person = Person(tenant, platform, user_id, name=name)
            await self.wires.calma.stores.people.complete_person(person)


@pytest_asyncio.fixture
async def shift(slack: FakeSlack, teams: FakeTeams) -> AsyncIterator[Shift]:
    clock = Clock(datetime(2026, 11, 24, 14, 2, tzinfo=UTC))
    async with wired(build(clock=clock), slack, teams) as wires:
        yield Shift(wires, clock)


# Slack


async def in_slack(shift: Shift) -> SlackUser:
    """Returns an agent in Slack, where Marta supervises and Pablo and Inés come next."""
    shift.wires.slack.flags |= {"UMARTA": {"real_name": "Marta"}, "UANA": {"real_name": "UANA"}}
    await shift.appoint("T1", Role.SUPERVISOR, "slack", UMARTA="Marta", UPABLO="Pablo")
    await shift.appoint("T1", Role.MANAGER, "slack", UINES="Inés")
    return shift.wires.in_slack("UANA").user


async def pressed(user: SlackUser, slack: FakeSlack, element: Body, **where: Any) -> Body:
    """Presses a button and returns the message that comes in its place."""
    response = await user.presses(element, **where)
    assert response.status == 200
    return await slack.answer()


def last(slack: FakeSlack, chat: str) -> Body:
    return slack.messages[chat][-1]


async def test_in_slack_the_agent_sees_in_place_who_has_it(shift: Shift, slack: FakeSlack) -> None:
    ana = await in_slack(shift)
    helped = button(render.message(HELP), "Get help now")
    shown = await pressed(ana, slack, helped, container=EPHEMERAL)
    assert shown["replace_original"] is True
    assert "Telling Marta now" in words(shown)
    await shift.seconds(3)
    assert "I told Marta" in words(await slack.answer())  # the same card, by its response_url
    assert "I told Marta" in words(last(slack, "DUANA"))
    notice = last(slack, "DUMARTA")
    assert "UANA needs somebody now" in words(notice)
    marta = replace(ana, user="UMARTA")
    box = {"type": "message", "message_ts": notice["ts"], "channel_id": "DUMARTA", "is_ephemeral": False}
    taken = await pressed(marta, slack, button(notice, "I'm on my way"), container=box)
    assert "You have it" in words(taken)
    await shift.seconds(2)
    assert "Marta has it and is on the way · 14:02 UTC" in words(await slack.answer())
    assert "Marta has it and is on the way · 14:02 UTC" in words(last(slack, "DUANA"))
    assert [len(slack.messages[f"D{user}"]) for user in ("UANA", "UMARTA", "UPABLO", "UINES")] == [1, 1, 0, 0]


async def test_in_slack_nobody_answers_and_the_next_are_told(shift: Shift, slack: FakeSlack) -> None:
    ana = await in_slack(shift)
    await pressed(ana, slack, button(render.message(HELP), "Get help now"), container=EPHEMERAL)
    await shift.seconds(64)
    assert [len(slack.messages[f"D{user}"]) for user in ("UMARTA", "UPABLO", "UINES")] == [1, 1, 1]
    live = last(slack, "DUANA")
    assert "Nobody yet. I told Pablo and Inés too." in words(live)
    # They look into their chat, and see more there.
    box = {"type": "message", "message_ts": live["ts"], "channel_id": "DUANA", "is_ephemeral": False}
    await pressed(ana, slack, button(live, "It's over"), container=box)  # not where they asked
    await shift.seconds(2)
    assert "It's over · 14:03 UTC" in words(slack.called("response_url")[-1])
    assert "It's over · 14:03 UTC" in words(last(slack, "DUANA"))
    assert "UANA says it's over · 14:03 UTC" in words(last(slack, "DUMARTA"))


async def test_in_slack_who_left_is_passed_over_and_what_slack_refuses_to_change_comes_anew(
    shift: Shift, slack: FakeSlack
) -> None:
    ana = await in_slack(shift)
    slack.fail["chat.update"] = Fault("cant_update_message")
    await pressed(ana, slack, button(render.message(HELP), "Get help now"), container=EPHEMERAL)
    await shift.seconds(3)
    assert [words(message).count("I told Marta") for message in slack.messages["DUANA"]] == [0, 1]
    slack.fail = {"chat.postMessage": Fault("user_disabled")}
    luis = replace(ana, user="ULUIS")
    await slack.answer()
    shown = await pressed(luis, slack, button(render.message(HELP), "Get help now"), container=EPHEMERAL)
    assert "Telling Marta now" in words(shown)
    await shift.seconds(5)
    seen = [words(body) for body in slack.called("response_url")]
    assert "I couldn't reach anybody" in seen[-1]


async def test_in_slack_a_message_in_their_own_chat_is_changed_itself(shift: Shift, slack: FakeSlack) -> None:
    ana = await in_slack(shift)
    await ana.does("message", channel="DUANA", channel_type="im", text="help", ts="1.1")
    await slack.next("chat.postMessage")
    chat, ts = "DUANA", last(slack, "DUANA")["ts"]
    box = {"type": "message", "message_ts": ts, "channel_id": chat, "is_ephemeral": False}
    await pressed(ana, slack, button(render.message(HELP), "Get help now"), container=box)
    await shift.seconds(3)
    assert "I told Marta" in words(last(slack, chat))
    assert len(slack.messages[chat]) == 1


# Teams


async def in_teams(shift: Shift) -> tuple[Member, Member]:
    """Returns an agent who reads Spanish, and the supervisor."""
    ana, marta = shift.wires.in_teams("ana", locale="es-MX"), shift.wires.in_teams("marta")
    pablo = shift.wires.in_teams("pablo")
    for member in (ana, marta, pablo):
        await member.types("help")
    await shift.wires.calma.stores.people.appoint_person(TENANT, "aad-marta", Role.SUPERVISOR)
    await shift.wires.calma.stores.people.appoint_person(TENANT, "aad-pablo", Role.MANAGER)
    return ana, marta


async def test_in_teams_the_pressed_card_itself_changes(shift: Shift, teams: FakeTeams) -> None:
    ana, marta = await in_teams(shift)
    await ana.forces({"action": "alert.raise", "value": LIFE})
    assert "Avisando a Marta" in ana.text
    assert "Si hay una vida en riesgo, no espere" in ana.text
    await shift.seconds(3)
    change = next(call for call in teams.calls if call.method == "PUT")
    assert (change.conversation, change.activity_id) == ("a:ana", "card-1")
    assert "Avisé a Marta · 14:02 UTC" in change.text
    marta.reads()
    assert "Ana needs somebody now" in marta.text
    await marta.presses("I'm calling emergency services")
    assert "You have it · 14:02 UTC. Ana sees that you're calling." in marta.text
    await shift.seconds(2)
    ana.reads()
    assert "Marta está llamando a emergencias · 14:02 UTC" in ana.text
    assert [call.method for call in teams.calls if call.conversation == "a:ana"][1:] == ["PUT", "PUT"]


async def test_in_teams_nobody_answers_and_a_manager_is_told(shift: Shift, teams: FakeTeams) -> None:
    ana, _ = await in_teams(shift)
    teams.fail(403, method="POST", to="a:marta", code="MessageWritesBlocked")
    await ana.forces({"action": "alert.raise", "value": "abuse.chat"})
    await shift.seconds(3)
    calls = [call for call in teams.calls if call.conversation == "a:pablo"]
    assert "Ana needs somebody now" in calls[-1].text
    ana.reads()
    assert "Avisé a Pablo · 14:02 UTC" in ana.text
    assert "No logré avisar a Marta." in ana.text
    await ana.presses("Ya pasó")
    assert "Ya pasó · 14:02 UTC" in ana.text
    await shift.seconds(2)
    changed = [call for call in teams.calls if call.conversation == "a:pablo"][-1]
    assert changed.method == "PUT"
    assert "Ana says it's over" in changed.text


async def takes_out(shift: Shift, member: Member) -> None:
    """Takes the app out of somebody's chat."""
    chat = shift.wires.chat
    told = chat.teams.activity("installationUpdate", action="remove", **member.who)
    assert (await chat.send(told)).status == 200


def came(teams: FakeTeams, name: str) -> list[str]:
    """Returns the messages that came into somebody's chat."""
    return [call.text for call in teams.calls if call.conversation == f"a:{name}"]


async def test_in_teams_who_took_the_app_out_is_passed_over_at_once(shift: Shift, teams: FakeTeams) -> None:
    ana, marta = await in_teams(shift)
    await takes_out(shift, marta)
    teams.calls.clear()
    await ana.forces({"action": "alert.raise", "value": "abuse.chat"})
    await shift.seconds(3)
    assert (came(teams, "marta"), teams.opened) == ([], [])
    assert "Ana needs somebody now" in came(teams, "pablo")[-1]
    ana.reads()
    assert "No logré avisar a Marta." in ana.text


async def test_in_teams_whoever_takes_it_out_pulls_no_later_call_forward(
    shift: Shift, teams: FakeTeams
) -> None:
    ana, _ = await in_teams(shift)
    await shift.wires.in_teams("ines").types("help")
    await shift.wires.calma.stores.people.appoint_person(TENANT, "aad-ines", Role.MANAGER)
    await ana.forces({"action": "alert.raise", "value": "abuse.chat"})
    await shift.seconds(3)
    await takes_out(shift, shift.wires.in_teams("pablo"))  # a manager, whose turn is in a minute
    teams.calls.clear()
    await shift.seconds(50)
    assert (came(teams, "ines"), came(teams, "pablo")) == ([], [])
    await shift.seconds(15)
    assert "Ana needs somebody now" in came(teams, "ines")[-1]
    assert came(teams, "pablo") == []


async def test_in_teams_a_card_that_was_deleted_comes_anew(shift: Shift, teams: FakeTeams) -> None:
    ana, _ = await in_teams(shift)
    teams.fail(404, method="PUT", code="ActivityNotFoundInConversation", times=9)
    await ana.forces({"action": "alert.raise", "value": LIFE})
    await shift.seconds(3)
    last_call = [call for call in teams.calls if call.conversation == "a:ana"][-1]
    assert last_call.method == "POST"
    assert "Avisé a Marta" in last_call.text


# The playground


async def test_on_the_playground_the_page_hears_of_it(shift: Shift) -> None:
    page = shift.wires.page
    await shift.wires.playground.start()
    reply = await page.press("alert.raise", LIFE)
    assert "Telling" in str(reply)
    await shift.seconds(3)
    messenger = shift.wires.playground.messenger
    assert isinstance(messenger, PlaygroundMessenger)
    titles = {message.to.id: message.card.summary for message in messenger.since("")}
    assert titles["sofia"].startswith("Ana needs somebody now")
    assert titles["ana"].startswith("I told ")
    value = next(
        b.value
        for message in messenger.since("")
        if message.to.id == "sofia"
        for e in message.card.elements
        if isinstance(e, c.Buttons)
        for b in e.buttons
    )
    page.who = "sofia"
    await page.press("alert.coming", value)
    await shift.seconds(2)
    titles = {message.to.id: message.card.summary for message in messenger.since("")}
    assert titles["ana"].startswith("Sofía has it and is on the way")


# Two hundred others are waiting


class Plain:
    """Writes the cards of the others."""

    async def card(self, notice: Notice) -> c.Card | None:
        return c.Card("Hello", (c.Text("Hello"),))

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        return ()


def sent_to(slack: FakeSlack, teams: FakeTeams, platform: str) -> list[tuple[str, str]]:
    """Returns to whom something was sent, and what it says, in order."""
    if platform == "slack":
        return [(body["channel"], body["text"]) for body in slack.called("chat.postMessage")]
    return [
        (call.conversation.removeprefix("a:"), call.body["summary"])
        for call in teams.calls
        if call.method == "POST"
    ]


@pytest.mark.parametrize("whose", ["everybody", "marta"])
@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_of_two_hundred_that_wait_it_goes_first(
    shift: Shift, slack: FakeSlack, teams: FakeTeams, platform: str, whose: str
) -> None:
    calma = shift.wires.calma
    if platform == "slack":
        user, tenant, marta = await in_slack(shift), "T1", "UMARTA"
    else:
        (ana, _), tenant, marta = await in_teams(shift), TENANT, "aad-marta"
    here, rates = sent_to(slack, teams, platform), delivery.send_rates(config.read({}))
    drainer = Drainer(
        calma.stores.ledger,
        messengers(shift.wires.edges),
        {**notice_writers(calma.features), "plain": Plain()},
        calma.runtime.clock,
        calma.runtime.report,
        rates=rates,
    )
    calma.doorbell.listen(drainer.wake)
    people = [f"aad-u{n}" if platform == "teams" else f"U{n}" for n in range(200)]
    waiting = [Address(tenant, platform, marta if whose == "marta" else id) for id in people]
    await calma.stores.ledger.add_notices(
        Notice(f"k{n}", to, "plain.card", (), shift.clock.now, rank=Rank.SAFETY)
        for n, to in enumerate(waiting)
    )
    await drainer.start()
    try:
        await until(lambda: len(sent_to(slack, teams, platform)) >= len(here) + 2)
        if platform == "slack":
            await pressed(user, slack, button(render.message(HELP), "Get help now"), container=EPHEMERAL)
        else:
            await ana.forces({"action": "alert.raise", "value": LIFE})
        after = len(sent_to(slack, teams, platform))
        await until(lambda: any("needs somebody now" in text for _, text in sent_to(slack, teams, platform)))
    finally:
        await drainer.close()
    texts = [text for _, text in sent_to(slack, teams, platform)]
    place = next(n for n, text in enumerate(texts) if "needs somebody now" in text)
    assert place <= after + rates[platform].at_once  # those were under way when the press was answered
    assert len(texts) < 150


async def until(happened: Callable[[], bool]) -> None:
    """Waits until something has happened."""
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110 - the fakes of the platforms tell nobody
            await asyncio.sleep(0.01)
