"""What Prometheus reads of an app that people ask over their wires, and what it can never read."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from bot import config, metrics
from bot.core.edge import Address
from bot.core.ledger import Notice
from bot.core.outcomes import iso_week
from bot.core.safety import SafetyKind
from bot.delivery import sender
from bot.features.checkin.record import CheckinRecord
from bot.features.safety.model import KindWeek
from bot.settings import ConfigError
from bot.wiring.stores import Stores
from bot.wiring.watching import Watching
from tests.fakes.slack import FakeSlack, Fault, sign
from tests.fakes.teams import FakeTeams
from tests.watching.watched import Watched, watched

HOUR = timedelta(hours=1)
OWN = "I am shaking after that call and cannot take another"


async def test_asks_are_counted_by_edge_kind_and_end(app_watched: Watched) -> None:
    await app_watched.slack.types("yelling")
    await app_watched.slack.types("")
    assert await app_watched.in_teams("yelling") == 200
    read = await app_watched.read()
    assert read("calma_requests_total", edge="slack", kind="command", outcome="answered") == 2
    assert read("calma_requests_total", edge="teams", kind="command", outcome="answered") == 1
    assert read("calma_answer_seconds_count", edge="slack", kind="command") == 2
    assert read("calma_http_seconds_count", edge="slack", status="2xx") == 2
    assert read("calma_info", version="0.2.0") == 1
    assert read("process_resident_memory_bytes")


async def test_lookups_are_counted_by_how_sure_they_are(app_watched: Watched) -> None:
    await app_watched.slack.types("yelling")
    await app_watched.slack.types("zzxxq qqzz")
    await app_watched.slack.types("")  # the start is no look-up
    read = await app_watched.read()
    assert read("calma_lookups_total", certainty="sure") == 1
    assert read("calma_lookups_total", certainty="unsure") == 1
    assert read("calma_lookups_total", certainty="likely") == 0


async def test_of_danger_and_distress_there_is_no_look_up(app_watched: Watched) -> None:
    await app_watched.slack.types("hello")
    await app_watched.slack.types("/settings")
    before = await app_watched.read()
    for text in (OWN, "caller is suicidal", "there is a bomb in the building"):
        await app_watched.slack.types(text)
    await app_watched.calma.background.settled()
    names = {name for name, _ in (await app_watched.read()).changed(before)} - {"calma_data_free_bytes"}
    # As after any other command: none of these tells one from the other.
    assert names <= {
        *("calma_requests_total", "calma_answer_seconds_count", "calma_answer_seconds_sum"),
        *("calma_answer_seconds_bucket", "calma_http_seconds_count", "calma_http_seconds_sum"),
        "calma_http_seconds_bucket",
    }


async def test_cards_of_a_week_are_told_as_managers_are_told_of_them(app_watched: Watched) -> None:
    now = app_watched.clock.now
    this, last = iso_week(now), iso_week(now - timedelta(weeks=1))
    counted = [
        ("T1", KindWeek(last, SafetyKind.VIOLENCE, 27)),
        ("T2", KindWeek(last, SafetyKind.VIOLENCE, 19)),  # few are as none
        ("T1", KindWeek(this, SafetyKind.BOMB, 90)),  # which is not over
        ("T1", KindWeek(last, SafetyKind.AGENT_DISTRESS, 90)),  # which nothing ever counts
    ]
    await app_watched.calma.stores.safety.count_opened(counted)
    read = await app_watched.read()
    cards = {key: value for key, value in read.samples.items() if key[0] == "calma_safety_cards_last_week"}
    assert cards == {("calma_safety_cards_last_week", (("kind", "violence"),)): 20}


async def test_a_refusal_is_counted_by_why(app_watched: Watched, teams: FakeTeams) -> None:
    body = app_watched.slack.form(command="/calm", text="yelling")
    late = app_watched.clock.now.timestamp() - 1_000
    for headers in (sign(body, secret="another"), sign(body, at=late), {}):
        assert (await app_watched.slack.post(body, headers or {"X-Nobody": "1"})).status == 401
    assert await app_watched.in_teams("yelling", token="") == 401
    assert await app_watched.in_teams("yelling", token=teams.token(signed_with="a thief's")) == 401
    assert await app_watched.in_teams("yelling", token=teams.token(exp=1, nbf=0)) == 401
    read = await app_watched.read()
    for edge in ("slack", "teams"):
        for reason in ("signature", "clock", "unsigned"):
            assert read("calma_refusals_total", edge=edge, reason=reason) == 1, (edge, reason)
    assert read("calma_refusals_total", edge="teams", reason="tenant") == 0
    assert read("calma_http_seconds_count", edge="slack", status="4xx") == 3


async def test_a_tenant_that_may_not_is_a_refusal_too(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path
) -> None:
    other = "5f1d0a52-3d7e-4c58-9d0e-6a1f2b3c4d5e"
    async with watched(slack, teams, tmp_path, TEAMS_TENANTS=other) as found:
        assert await found.in_teams("yelling") == 403
        assert (await found.read())("calma_refusals_total", edge="teams", reason="tenant") == 1


async def test_messages_are_counted_by_what_became_of_them(app_watched: Watched, slack: FakeSlack) -> None:
    slack.refused["U2"] = "user_not_found"
    slack.refused["U3"] = "a word that nobody knows"
    await app_watched.calls("U9", "U1", "U2", "U3", minutes=1)
    now, ledger = app_watched.clock.now, app_watched.calma.stores.ledger
    late = Notice("a", Address("T1", "slack", "U5"), "minute.line", ("x",), now - 2 * HOUR, now - HOUR)
    await ledger.add_notices([late])
    before = await app_watched.read()
    assert before("calma_deliveries_waiting", edge="slack") == 4
    assert before("calma_queue_age_seconds", edge="slack") == 7_200
    await app_watched.drainer.drain()
    became = (await app_watched.read()).of("calma_deliveries_total")
    assert became.pop(("slack", "", "sent")) >= 1  # the agent hears how it goes, too
    assert became == {("slack", "account_closed", "dead"): 1, ("slack", "other", "dead"): 1}
    assert (await app_watched.read())("calma_deliveries_expired_total") == 1


async def test_a_platform_that_asks_to_wait_is_counted(app_watched: Watched, slack: FakeSlack) -> None:
    slack.fail["chat.postMessage"] = Fault("ratelimited", status=429, wait=60)
    await app_watched.calls("U9", "U1", minutes=1)
    await app_watched.drainer.drain()
    read = await app_watched.read()
    assert read("calma_lane_pauses_total", edge="slack") == 1
    assert read.of("calma_deliveries_total") == {("slack", "away", "again"): 1}


async def test_a_call_for_help_that_nobody_answers_is_told_without_anybody(app_watched: Watched) -> None:
    await app_watched.calls("U1", "UMARTA", minutes=7)
    await app_watched.calls("U2", "UMARTA", minutes=2)
    await app_watched.calls("U3", "UMARTA", minutes=60 * 30)  # of yesterday: over, whoever forgot to say so
    read = await app_watched.read()
    assert read("calma_help_unanswered") == 1
    assert read("calma_help_oldest_seconds") == 420


async def test_whoever_is_asked_anew_reads_the_disk_and_the_keys(
    app_watched: Watched, tmp_path: Path
) -> None:
    read = await app_watched.read()
    assert read("calma_data_free_bytes")
    assert [read("calma_key_file_fault", fault=fault) for fault in ("missing", "open", "unreadable")] == [
        0,
        0,
        0,
    ]
    keys = tmp_path / "checkin.keys"
    keys.write_text("no keys", encoding="utf-8")
    keys.chmod(0o600)
    assert (await app_watched.read())("calma_key_file_fault", fault="unreadable") == 1
    keys.chmod(0o644)
    assert (await app_watched.read())("calma_key_file_fault", fault="open") == 1


async def test_keys_that_are_gone_are_a_fault_once_answers_are_sealed_by_them(app_watched: Watched) -> None:
    await app_watched.calma.stores.checkin.records.add_records("T1", [CheckinRecord("ana")])
    assert (await app_watched.read())("calma_key_file_fault", fault="missing") == 1


async def test_no_label_names_a_person_a_tenant_or_a_text(app_watched: Watched, slack: FakeSlack) -> None:
    slack.refused["U9"] = "U9 of T1 said: zzxxq"
    await app_watched.slack.types("zzxxq qqzz")
    await app_watched.slack.types("/zzxxq")
    await app_watched.in_teams("zzxxq")
    await app_watched.calls("U8", "U9")
    await app_watched.drainer.drain()
    async with app_watched.session.get(f"{app_watched.metrics_address}/metrics") as response:
        text = await response.text()
    samples = (await app_watched.read()).samples
    for word in ("zzxxq", "T1", "U1", "U9", "aria", "tenant-1", "aad", "_created"):
        assert word not in text, word
    for name, labels in samples:
        if name.startswith("calma_"):
            assert {label for label, _ in labels} <= metrics.LABELS | {"le", "version"}, name


async def test_what_many_read_at_once_is_looked_for_once(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path
) -> None:
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)

    async with watched(slack, teams, tmp_path, Stores(check_schema=look)) as found:
        await asyncio.gather(*(found.read() for _ in range(20)))
        await asyncio.gather(*(found.ready() for _ in range(20)))
    assert looks == 1


async def test_two_apps_of_one_process_count_apart(
    app_watched: Watched, slack: FakeSlack, teams: FakeTeams, tmp_path: Path
) -> None:
    async with watched(slack, teams, tmp_path) as other:
        await other.slack.types("yelling")
        assert (await app_watched.read())("calma_lookups_total", certainty="sure") == 0
        assert (await other.read())("calma_lookups_total", certainty="sure") == 1


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        watching = Watching(config.read({"CALMA_METRICS_PORT": port}))
        with pytest.raises(Exception, match=f"CALMA_METRICS_PORT {port} cannot be listened on"):
            await watching.check()


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"CALMA_METRICS_PORT": "many"}, "CALMA_METRICS_PORT"),
        ({"CALMA_METRICS_PORT": "3978"}, "CALMA_METRICS_PORT is 3978, as PORT is"),
        ({"CALMA_LOG_FORMAT": "xml"}, "CALMA_LOG_FORMAT"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4317"}, "OTEL_EXPORTER_OTLP_ENDPOINT"),
    ],
)
def test_a_mistake_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        config.read(environment)


def test_our_own_reasons_are_those_of_the_sender() -> None:
    assert metrics.OWN_REASONS.keys() >= {sender.UNWANTED, sender.UNCHANGED}
    source = Path(sender.__file__).read_text(encoding="utf-8")
    assert all(word in source for word in metrics.OWN_REASONS)
