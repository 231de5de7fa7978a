"""Two workspaces and an organisation in one process: each with its own token, words, people and end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.core.card import Card, Text
from bot.core.edge import Address
from bot.core.groups import Group
from bot.core.ledger import DeliveryState, Notice, Rank
from bot.core.personal import DataSubject
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule
from bot.slack.tokens import LOOK_SOON
from tests.fakes.slack import Call, words
from tests.fakes.slack_many import ManySlack
from tests.harness import TUESDAY, Clock
from tests.slack.many import HOME, Served, serving
from tests.slack.test_team_dialogues import LEADERS_ONLY, OWN, new_phrase, save


@pytest_asyncio.fixture
async def app(many: ManySlack, clock: Clock) -> AsyncIterator[Served]:
    async with serving(many, clock=clock) as served:
        for team in ("T1", "T2"):
            assert (await served.browser().installs(many, team)).status == 200
        assert (await served.browser().installs(many, "T7", "E1", whole=True)).status == 200
        yield served


def of_org(served: Served, user: str, team: str = "T8") -> Any:
    """Returns somebody in a workspace of the organisation; their id is the organisation's."""

    class OfOrg(type(served.user(team, user))):  # type: ignore[misc]
        def form(self, **fields: str) -> bytes:
            return super().form(enterprise_id="E1", is_enterprise_install="true", **fields)  # type: ignore[no-any-return]

    return OfOrg(served.session, f"{served.base}/slack/events", served.slack, user, team)


async def test_each_is_answered_with_its_own_token(app: Served, many: ManySlack) -> None:
    for user in (app.user("T1", "U1"), app.user("T2", "U2"), of_org(app, "W3")):
        assert (await user.types("yelling"))["blocks"]
    assert many.tenants("users.info") == ["T1", "T2", "E1"]


async def test_what_opens_and_what_is_shown_goes_by_the_token_of_its_place(
    app: Served, many: ManySlack
) -> None:
    for team, user in (("T1", "U1"), ("T2", "U2")):
        person = app.user(team, user)
        await person.does("app_home_opened", tab="home", channel=f"D{user}")
        await many.next("views.publish")
        await person.uses("calm_ask")
        await many.next("views.open")
        await person.does("message", channel=f"D{user}", channel_type="im", text="yelling", ts="1.5")
        await many.next("chat.postMessage")
        await person.does("app_mention", channel="C1", text="<@UBOT> yelling", ts="1.6")
        await many.next("chat.postEphemeral")
    for method in ("views.publish", "views.open", "chat.postMessage", "chat.postEphemeral"):
        assert many.tenants(method) == ["T1", "T2"]


async def test_names_and_members_are_read_with_the_token_of_their_place(app: Served, many: ManySlack) -> None:
    many.members |= {"C1": ["U1"], "C2": ["U2"], "C3": ["W3"]}
    many.channels |= {"C1": "one", "C2": "two", "C3": "three"}
    for tenant, channel in (("T1", "C1"), ("T2", "C2"), ("E1", "C3")):
        assert await app.edge.roster.members(tenant, channel)
        assert await app.edge.roster.names(tenant, [channel])
    assert await app.edge.roster.members("T9", "C1") is None  # there is nobody's token for that
    for method in ("conversations.members", "conversations.info", "users.info"):
        assert many.tenants(method) == ["T1", "T2", "E1"]


async def test_an_organisation_with_many_people_is_not_read_by_a_list(app: Served, many: ManySlack) -> None:
    many.members["C3"] = [f"W{number}" for number in range(301)]
    members = await app.edge.roster.members("E1", "C3")
    assert members is not None
    assert len(members) == 301
    assert not many.called("users.list")


async def test_a_file_is_fetched_with_the_token_of_its_place(app: Served, many: ManySlack) -> None:
    file = many.upload("list.csv", b"a,b\n")
    with pytest.raises(Exception, match="file"):
        await app.edge._wire.of("T2").file(file)  # the fake knows another token, and Slack is asked once
    [call] = [call for call in many.calls if call.method == "file"]
    token = call.token.removeprefix("Bearer ")
    assert many.grants[token].tenant == "T2"


async def test_a_shared_channel_belongs_to_who_installed_the_app(app: Served, many: ManySlack) -> None:
    # Somebody of T2 mentions the app of T1 in a channel that both share: Slack names T2 outside, and the
    # installation that it tells of inside.
    guest = app.user("T1", "U2")
    await guest.does("app_mention", channel="C1", text="<@UBOT> yelling", ts="1.6", team="T2", user_team="T2")
    await many.next("chat.postEphemeral")
    assert set(many.tenants("chat.postEphemeral", "users.info")) == {"T1"}


async def test_a_workspace_that_never_installed_it_gets_nothing(app: Served, many: ManySlack) -> None:
    answer = await app.user("T9", "U9").post(app.user("T9", "U9").form(command="/calma", text="gritos"))
    text = (await answer.json())["text"]
    assert f"{HOME}/slack/install" in text
    assert "no está instalada" in text
    await app.user("T9", "U9").does("app_home_opened", tab="home")
    await app.user("T9", "U9").uses("calm_ask")
    assert "T9" not in await app.calma.stores.leavers.known_tenants()
    assert not many.called("views.publish")
    assert not many.called("views.open")


async def test_each_has_its_own_managers_and_words(app: Served, many: ManySlack) -> None:
    await app.calma.start()
    many.admins |= {"U1"}
    one = app.user("T1", "U1")
    form = await new_phrase(one, many)
    saved = await save(one, form, OWN)
    assert "Saved. The next look-up uses it." in words(saved["view"])
    await app.calma.background.settled()
    assert OWN in words(await app.user("T1", "U5").types("yelling"))
    assert OWN not in words(await app.user("T2", "U5").types("yelling"))
    assert OWN not in words(await of_org(app, "W5").types("yelling"))
    many.admins.clear()  # in T2 they are nobody's manager
    assert LEADERS_ONLY in words(await app.user("T2", "U1").types("team"))


async def test_who_administrates_one_workspace_of_an_organisation_leads_not_all_of_it(
    app: Served, many: ManySlack
) -> None:
    await app.calma.start()
    for user, of_whole in (("W1", False), ("W2", True)):
        theirs = {"id": user, "enterprise_id": "E1", "is_admin": of_whole, "teams": ["T8"]}
        many.users[user] = {"team_id": "T8", "is_admin": True, "is_owner": True, "enterprise_user": theirs}
    assert LEADERS_ONLY in words(await of_org(app, "W1").types("team"))
    assert LEADERS_ONLY not in words(await of_org(app, "W2").types("team"))


async def test_somebody_of_two_workspaces_is_another_person_in_each(app: Served, many: ManySlack) -> None:
    one, other = app.user("T1", "U1"), app.user("T2", "U1")
    await one.types("settings")
    await one.sends(await many.view(), language="es")
    assert "Gritos" in words(await one.types("yelling"))
    assert "Yelling" in words(await other.types("yelling"))


@pytest.mark.parametrize("end", ["app_uninstalled", "tokens_revoked"])
async def test_a_drill_comes_to_each_until_one_takes_it_out(
    app: Served, many: ManySlack, clock: Clock, end: str
) -> None:
    drainer = app.calma.drainer([app.edge])
    people = {"T1": "U1", "T2": "U2", "E1": "W3"}
    await app.user("T1", "U1").types("help")
    await app.user("T2", "U2").types("help")
    await of_org(app, "W3").types("help")
    for tenant, user in people.items():
        await schedule(app, tenant, user, clock())
    await app.calma.ticks.run(clock())
    assert await drainer.drain() == 3
    assert sorted(many.tenants("chat.postMessage")) == ["E1", "T1", "T2"]
    assert {many.tenant_of(call): call.body["channel"] for call in posted(many)} == people
    # The next day's are in line when T1 takes it out.
    clock.later(days=1)
    await app.calma.ticks.run(clock())
    many.take_out("T1")
    await app.hears(end, "T1", clock().timestamp(), tokens={"bot": ["UBOT"]})
    await app.edge._background.settled(5.0)
    assert await drainer.drain() == 2
    assert sorted(many.tenants("chat.postMessage"))[-2:] == ["T2", "T2"]
    assert len(posted(many)) == 5
    counts = {progress.tenant: progress for progress in await app.calma.stores.ledger.campaign_progress()}
    assert counts["T1"].reasons == {"app_uninstalled": 1}


def posted(many: ManySlack) -> list[Call]:
    return [call for call in many.calls if call.method == "chat.postMessage"]


async def schedule(app: Served, tenant: str, user: str, now: datetime) -> None:
    """Sets up a drill that comes to one person each day at this time."""
    rule = RecurrenceRule(tuple(range(7)), time(now.hour, now.minute), "UTC", False, date(2026, 1, 1))
    await app.calma.stores.groups.keep_group(Group(tenant, "g1", "Night shift", "slack", people=(user,)))
    found = Schedule(tenant, "s1", "slack", "g1", "UADMIN", "Rosa", "en", DeliveryFormat.EACH, rule, count=1)
    await app.calma.stores.schedule.schedules.keep_schedule(replace(found, since=now - timedelta(hours=1)))


def notice(
    tenant: str, to: str, number: int = 1, due: datetime = TUESDAY, rank: Rank = Rank.ROUTINE
) -> Notice:
    return Notice(f"n{number}", Address(tenant, "slack", to), "minute.line", ("x",), due, rank=rank)


async def states(app: Served, tenant: str, *numbers: int) -> list[tuple[DeliveryState, str]]:
    ledger = app.calma.stores.ledger
    found = [await ledger.find_delivery(tenant, f"n{number}") for number in numbers]
    return [(delivery.state, delivery.reason) for delivery in found if delivery]


async def test_taken_out_of_one_the_other_goes_on(app: Served, many: ManySlack, clock: Clock) -> None:
    for team, user in (("T1", "U1"), ("T2", "U2")):
        await app.user(team, user).types("settings")
        await app.user(team, user).types("yelling")
    later = clock() + timedelta(hours=3)
    await app.calma.stores.ledger.add_notices([notice("T1", "U1", due=later), notice("T2", "U2", due=later)])
    clock.later(minutes=5)
    many.take_out("T1")
    assert await app.hears("app_uninstalled", "T1", clock().timestamp()) == 200
    await app.edge._background.settled(5.0)
    assert await states(app, "T1", 1) == [(DeliveryState.DEAD, "app_uninstalled")]
    assert await states(app, "T2", 1) == [(DeliveryState.DUE, "")]
    stored = await app.calma.stores.installations.find_installation("T1", "slack")
    assert stored
    assert (stored.sealed, stored.removed) == ("", clock())
    assert (await app.user("T2", "U2").types("yelling"))["blocks"]
    gone = await app.user("T1", "U1").post(app.user("T1", "U1").form(command="/calm", text="yelling"))
    assert "isn't installed in this workspace" in (await gone.json())["text"]


async def test_what_is_sent_to_where_it_was_taken_out_ends_with_the_reason(
    app: Served, many: ManySlack, clock: Clock
) -> None:
    many.take_out("T1")
    await app.hears("app_uninstalled", "T1", clock().timestamp())
    await app.edge._background.settled(5.0)
    receipt = await app.edge.messenger.send(Address("T1", "slack", "U1"), Card("x", (Text("x"),)), "k1")
    assert (receipt.fate.value, receipt.reason) == ("refused", "app_uninstalled")
    assert not many.called("chat.postMessage")
    assert (
        await app.edge.messenger.send(Address("T2", "slack", "U2"), Card("x", (Text("x"),)), "k1")
    ).fate.value == "sent"
    assert many.tenants("chat.postMessage") == ["T2"]


@pytest.mark.parametrize("out", [True, False])
async def test_where_word_of_it_never_came_the_first_refusal_tells(
    app: Served, many: ManySlack, out: bool
) -> None:
    if out:
        many.take_out("T1")
    else:  # a refusal alone, which Slack does not stand by
        many.refused["U1"] = "account_inactive"
    receipt = await app.edge.messenger.send(Address("T1", "slack", "U1"), Card("x", (Text("x"),)), "k1")
    assert (receipt.fate.value, receipt.reason) == ("refused", "account_inactive")
    await app.edge._background.settled(5.0)
    stored = await app.calma.stores.installations.find_installation("T1", "slack")
    assert stored
    assert (stored.removed is not None, stored.sealed == "") == (out, out)


async def test_what_another_process_knows_of_before_takes_out_nothing_that_is_new(
    app: Served, many: ManySlack, clock: Clock
) -> None:
    async with serving(many, app.calma.stores, clock) as other:
        await other.user("T1", "U1").types("yelling")
        many.take_out("T1")
        await app.hears("app_uninstalled", "T1", clock().timestamp())
        await app.edge._background.settled(5.0)
        clock.later(seconds=20)
        assert (await app.browser().installs(many, "T1")).status == 200
        clock.later(seconds=20)  # the other one asks the store once a minute, and once Slack refuses a token
        card = Card("x", (Text("x"),))
        receipt = await other.edge.messenger.send(Address("T1", "slack", "U1"), card, "k1")
        assert receipt.fate.value == "sent"
        await other.edge._background.settled(5.0)
        stored = await app.calma.stores.installations.find_installation("T1", "slack")
        assert stored
        assert not stored.removed


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "token_expired"])
async def test_a_token_that_is_refused_is_read_anew_at_once(
    app: Served, many: ManySlack, clock: Clock, word: str
) -> None:
    card = Card("x", (Text("x"),))
    async with serving(many, app.calma.stores, clock) as other:
        await other.edge.messenger.send(Address("T1", "slack", "U1"), card, "k1")
        [known] = posted(many)
        many.grants[known.token], many.over = replace(many.grants[known.token], over=True), word
        for number in range(5):  # nothing newer is stored
            receipt = await other.edge.messenger.send(Address("T1", "slack", "U1"), card, f"a{number}")
            assert (receipt.fate.value, receipt.reason) == ("refused", word)
        assert (await app.browser().installs(many, "T1")).status == 200
        clock.later(seconds=LOOK_SOON)
        for number in range(2):
            receipt = await other.edge.messenger.send(Address("T1", "slack", "U1"), card, f"b{number}")
            assert receipt.fate.value == "sent"
        assert {many.tenant_of(call) for call in posted(many)} == {"T1"}


async def test_installed_anew_all_is_as_it_was(app: Served, many: ManySlack, clock: Clock) -> None:
    people = app.calma.stores.leavers
    for user in ("U1", "U5"):
        await app.user("T1", user).types("yelling")
    await app.calma.stores.leavers.note_left([DataSubject("T1", "U5")], clock())
    clock.later(days=3)
    many.take_out("T1")
    await app.hears("app_uninstalled", "T1", clock().timestamp())
    await app.edge._background.settled(5.0)
    clock.later(days=20)
    assert (await app.browser().installs(many, "T1")).status == 200
    clock.later(days=80)
    gone = await people.long_gone(clock() - timedelta(days=90), clock() - timedelta(days=730), 10)
    assert [subject.user_id for subject in gone] == ["U5"]
    assert (await app.user("T1", "U1").types("yelling"))["blocks"]
    # The event of before comes once more, late: the new installation stays.
    early = (clock() - timedelta(days=100)).timestamp()
    await app.hears("app_uninstalled", "T1", early)
    await app.edge._background.settled(5.0)
    assert (await app.user("T1", "U1").types("yelling"))["blocks"]


async def test_tokens_that_are_revoked_end_it_and_those_of_people_do_not(
    app: Served, many: ManySlack, clock: Clock
) -> None:
    await app.hears("tokens_revoked", "T1", clock().timestamp(), tokens={"oauth": ["U1"]})
    await app.edge._background.settled(5.0)
    assert (await app.user("T1", "U1").types("yelling"))["blocks"]
    await app.hears("tokens_revoked", "T1", clock().timestamp(), tokens={"bot": ["UBOT"]})
    await app.edge._background.settled(5.0)
    stored = await app.calma.stores.installations.find_installation("T1", "slack")
    assert stored
    assert stored.sealed == ""


async def test_taken_out_of_an_organisation(app: Served, many: ManySlack, clock: Clock) -> None:
    await app.hears("app_uninstalled", "T8", clock().timestamp(), "E1")
    await app.edge._background.settled(5.0)
    stored = await app.calma.stores.installations.find_installation("E1", "slack")
    assert stored
    assert stored.removed
    for team in ("T1", "T2"):
        still = await app.calma.stores.installations.find_installation(team, "slack")
        assert still
        assert not still.removed


async def test_one_workspace_of_an_organisation_that_takes_it_out_ends_its_own_alone(
    app: Served, many: ManySlack, clock: Clock
) -> None:
    later = clock() + timedelta(hours=3)
    waiting = [notice(tenant, user, due=later) for tenant, user in (("T1", "U1"), ("T2", "U2"), ("E1", "W3"))]
    await app.calma.stores.ledger.add_notices(waiting)
    clock.later(minutes=5)
    told = {"team_ids": ["T1", "T8", "", None, 7]}  # T8 never had it on its own
    assert await app.hears("team_access_revoked", "E1", clock().timestamp(), "E1", **told) == 200
    await app.edge._background.settled(5.0)
    assert await states(app, "T1", 1) == [(DeliveryState.DEAD, "app_uninstalled")]
    for tenant in ("T2", "E1"):
        assert await states(app, tenant, 1) == [(DeliveryState.DUE, "")]
    assert (await of_org(app, "W3").types("yelling"))["blocks"]


async def test_nobody_without_the_signature_takes_it_out(app: Served, clock: Clock) -> None:
    body = b'{"type":"event_callback","team_id":"T1","event":{"type":"app_uninstalled"}}'
    headers = {"Content-Type": "application/json", "X-Slack-Signature": "v0=" + "0" * 64}
    headers["X-Slack-Request-Timestamp"] = str(int(clock().timestamp()))
    async with app.session.post(f"{app.base}/slack/events", data=body, headers=headers) as response:
        assert response.status == 401
    stored = await app.calma.stores.installations.find_installation("T1", "slack")
    assert stored
    assert not stored.removed


async def test_it_is_up_before_anybody_installed_it(many: ManySlack) -> None:
    async with serving(many) as served:
        await served.edge._watch.looked()
        assert served.edge.troubles() == []
        assert {call.token for call in many.calls} == {""}


async def test_it_is_not_up_while_slack_is_away(many: ManySlack) -> None:
    many.fail["api.test"] = 503
    async with serving(many) as served:
        await served.edge._watch.looked()
        assert ["it does not answer" in trouble.reason for trouble in served.edge.troubles()] == [True]
