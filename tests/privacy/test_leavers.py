"""People who have gone: noted by what a platform tells, kept for a while, erased; whoever is back is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.card import Card, Text
from bot.core.chat import Command, Person
from bot.core.edge import Address, Receipt
from bot.core.ledger import Notice
from bot.core.personal import DataSubject
from bot.core.policy import DEFAULT
from bot.features.boundary.model import PolicyEdition
from bot.features.privacy import feature
from bot.wiring.calma import Calma
from tests.checkin.wires import Wires
from tests.fakes.teams import TENANT
from tests.harness import PLATFORM, Actor, Clock, Harness
from tests.harness import TENANT as T1

IN_SLACK, IN_TEAMS = DataSubject("T1", "U1", "slack"), DataSubject(TENANT, "aad-maria", "teams")


async def kept(wires: Wires, subject: DataSubject) -> bool:
    """Returns whether anything is kept of somebody."""
    return bool(await wires.calma.stores.personal.export_person(subject))


async def passes(wires: Wires, clock: Clock, days: int) -> None:
    """Lets days go by, and does what is done every day."""
    await wires.calma.background.settled()
    clock.later(days=days)
    await feature.leavers(wires.calma.features.privacy)(clock.now)


async def slack_tells(wires: Wires, kind: str, **event: Any) -> None:
    """Tells the bot an event of nobody in particular."""
    await wires.in_slack().user.does(kind, **{"user": None, **event})
    await wires.calma.background.settled()
    [edge] = [edge for edge in wires.edges if edge.platform == "slack"]
    await edge._background.settled()  # type: ignore[attr-defined]


async def closes(wires: Wires) -> None:
    await slack_tells(wires, "user_change", user={"id": "U1", "team_id": "T1", "deleted": True})


async def uninstalls(wires: Wires) -> None:
    await slack_tells(wires, "app_uninstalled")


async def revokes(wires: Wires) -> None:
    await slack_tells(wires, "tokens_revoked", tokens={"oauth": [], "bot": ["UBOT"]})


class Hello:
    """Writes a notice that is always wanted."""

    async def card(self, notice: Notice) -> Card | None:
        return Card("hello", (Text("hello"),), "en")

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        return ()


async def writes(calma: Calma, edges: Sequence[Any], to: Address) -> None:
    """Sends something to somebody."""
    now = calma.runtime.clock()
    await calma.stores.ledger.add_notices([Notice(f"hello:{now}", to, "hello.hello", (), now)])
    drainer = calma.drainer(edges)
    drainer._lane_deps.sender._writers = {"hello": Hello()}
    await drainer.drain()
    await calma.background.settled()


GOING_IN_SLACK = [closes, uninstalls, revokes]


@pytest.mark.parametrize("goes", GOING_IN_SLACK)
async def test_slack_whoever_is_gone_is_erased_after_ninety_days(
    wires: Wires, clock: Clock, goes: Callable[[Wires], Awaitable[None]]
) -> None:
    await wires.in_slack().user.types("yelling")
    await goes(wires)
    await passes(wires, clock, 89)
    assert await kept(wires, IN_SLACK)
    await passes(wires, clock, 2)
    assert not await kept(wires, IN_SLACK)


@pytest.mark.parametrize("goes", GOING_IN_SLACK)
async def test_slack_whoever_is_back_before_is_kept(
    wires: Wires, clock: Clock, goes: Callable[[Wires], Awaitable[None]]
) -> None:
    await wires.in_slack().user.types("yelling")
    await goes(wires)
    await passes(wires, clock, 60)
    await wires.in_slack().user.types("late")
    await passes(wires, clock, 60)
    assert await kept(wires, IN_SLACK)


async def test_slack_an_account_that_is_open_again_is_kept(wires: Wires, clock: Clock) -> None:
    await wires.in_slack().user.types("yelling")
    await closes(wires)
    await slack_tells(wires, "user_change", user={"id": "U1", "team_id": "T1", "deleted": False})
    await passes(wires, clock, 200)
    assert await kept(wires, IN_SLACK)


async def test_what_fails_in_one_organisation_keeps_no_other_waiting(
    wires: Wires, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {tenant: DataSubject(tenant, "U7", "slack") for tenant in ("T0", "T1", "T2")}
    for tenant in people:
        await wires.calma.desk.answer(Command(Person(tenant, "slack", "U7", "en"), "calm", "yelling"))
    await wires.calma.stores.leavers.note_left(list(people.values()), clock.now)
    await passes(wires, clock, 1)
    deps = wires.calma.features.privacy
    erase = deps.personal.erase_people
    failing = {"T0"}

    async def troubled(subjects: Sequence[DataSubject], now: datetime, *, unfinished: bool = False) -> None:
        if subjects[0].tenant in failing:
            raise RuntimeError("on purpose")
        await erase(subjects, now, unfinished=unfinished)

    monkeypatch.setattr(deps.personal, "erase_people", troubled)
    with pytest.raises(RuntimeError, match="on purpose"):
        await passes(wires, clock, 91)
    assert [tenant for tenant, subject in people.items() if await kept(wires, subject)] == ["T0"]
    failing.clear()
    await passes(wires, clock, 1)
    assert not await kept(wires, people["T0"])


async def test_slack_of_whom_nothing_is_kept_nothing_is_begun(wires: Wires, clock: Clock) -> None:
    await closes(wires)
    assert not await kept(wires, IN_SLACK)


@pytest.mark.parametrize(
    "told",
    [
        {"user": {"id": "U1", "deleted": "yes"}},
        {"user": {}},
        {"user": "U1"},
        {"user": None},
    ],
)
async def test_slack_what_is_told_wrongly_makes_nobody_a_leaver(
    wires: Wires, clock: Clock, told: dict[str, object]
) -> None:
    await wires.in_slack().user.types("yelling")
    await slack_tells(wires, "user_change", **told)
    await slack_tells(wires, "tokens_revoked", tokens={"oauth": ["U1"]})
    await passes(wires, clock, 200)
    assert await kept(wires, IN_SLACK)


async def refused_to_the_first_of_two(wires: Wires, clock: Clock, why: str) -> None:
    """Has two people there, a message to the first refused by Slack, and the time pass in which they go."""
    await wires.in_slack().user.types("yelling")
    await wires.in_slack("U2").user.types("yelling")
    wires.slack.refused["U1"] = why
    await writes(wires.calma, wires.edges, Address("T1", "slack", "U1"))
    await passes(wires, clock, 91)


async def test_slack_an_app_that_was_taken_out_shows_when_it_sends(wires: Wires, clock: Clock) -> None:
    await refused_to_the_first_of_two(wires, clock, "account_inactive")
    assert not await kept(wires, IN_SLACK)
    assert not await kept(wires, DataSubject("T1", "U2", "slack"))


async def test_slack_whose_workspace_took_it_out_has_gone_and_nobody_else(wires: Wires, clock: Clock) -> None:
    await refused_to_the_first_of_two(wires, clock, "team_access_not_granted")
    assert not await kept(wires, IN_SLACK)
    assert await kept(wires, DataSubject("T1", "U2", "slack"))


async def teams_tells(wires: Wires, kind: str, **told: object) -> None:
    """Tells the bot an activity of Maria's."""
    maria = wires.in_teams()
    reply = await wires.chat.send(wires.teams.activity(kind, **{**maria.who, **told}))
    assert reply.status == 200


async def takes_it_out(wires: Wires) -> None:
    await teams_tells(wires, "installationUpdate", action="remove")


async def is_removed(wires: Wires) -> None:
    team = {"id": "19:team@thread.tacv2", "conversationType": "channel", "tenantId": TENANT}
    gone = [{"id": "29:maria", "aadObjectId": "aad-maria"}]
    rosa = wires.in_teams("rosa")
    await teams_tells(
        wires, "conversationUpdate", **{**rosa.who, "conversation": team, "membersRemoved": gone}
    )


async def is_not_in_the_roster(wires: Wires) -> None:
    wires.teams.fail(403, code="BotNotInConversationRoster", times=2)  # also once a chat is opened anew
    await writes(wires.calma, wires.edges, Address(TENANT, "teams", "aad-maria"))


GOING_IN_TEAMS = [takes_it_out, is_removed, is_not_in_the_roster]


@pytest.mark.parametrize("goes", GOING_IN_TEAMS)
async def test_teams_whoever_is_gone_is_erased_after_ninety_days(
    wires: Wires, clock: Clock, goes: Callable[[Wires], Awaitable[None]]
) -> None:
    await wires.in_teams().types("yelling")
    await goes(wires)
    await passes(wires, clock, 89)
    assert await kept(wires, IN_TEAMS)
    await passes(wires, clock, 2)
    assert not await kept(wires, IN_TEAMS)


@pytest.mark.parametrize("goes", GOING_IN_TEAMS)
async def test_teams_whoever_is_back_before_is_kept_and_after_that_is_new(
    wires: Wires, clock: Clock, goes: Callable[[Wires], Awaitable[None]]
) -> None:
    maria = wires.in_teams()
    await maria.types("yelling")
    await goes(wires)
    await passes(wires, clock, 60)
    await maria.types("late")
    await passes(wires, clock, 60)
    assert await kept(wires, IN_TEAMS)
    await goes(wires)
    await passes(wires, clock, 200)
    assert not await kept(wires, IN_TEAMS)
    await maria.types("hello")
    assert await kept(wires, IN_TEAMS)


@pytest.fixture
def app() -> Harness:
    return Harness()


async def test_whom_a_message_reaches_has_not_gone(app: Harness) -> None:
    for name in ("ana", "luis"):
        await Actor(app, name).types("yelling")
    leavers, soon = app.stores.leavers, timedelta(days=1)
    await leavers.note_left([DataSubject(T1, "ana"), DataSubject(T1, "luis")], app.now)
    app.later(days=80)
    await writes(app.calma, [app.edge], Address(T1, PLATFORM, "ana"))
    gone = await leavers.long_gone(app.now + soon, app.now - timedelta(days=900), 9)
    assert gone == [DataSubject(T1, "luis")]


async def test_whoever_was_not_here_for_two_years_is_erased_and_who_is_called_for_help_is_not(
    app: Harness,
) -> None:
    for name in ("ana", "rosa"):
        await Actor(app, name).types("yelling")
    policy = replace(app.book.protocols[DEFAULT], supervisors=("rosa",))
    await app.stores.boundary.policies.keep_policy(T1, PolicyEdition(1, policy, "rosa", app.now))
    app.later(days=700)
    await app.ticks()
    assert await app.stores.personal.export_person(DataSubject(T1, "ana"))
    app.later(days=60)
    await app.ticks()
    assert not await app.stores.personal.export_person(DataSubject(T1, "ana"))
    kept = await app.stores.personal.export_person(DataSubject(T1, "rosa"))
    assert "profile" in {area.value for area in kept}


async def test_when_the_app_is_put_back_everybody_is_there_again(app: Harness) -> None:
    people = [Actor(app, name) for name in ("ana", "luis", "rosa")]
    for each in people:
        await each.types("yelling")
    await app.stores.leavers.note_tenant_left(T1, app.now)
    app.later(days=2)
    await people[0].types("late")
    app.later(days=200)
    await app.ticks()
    for each in people:
        assert await app.stores.personal.export_person(DataSubject(T1, each.person.user_id))
