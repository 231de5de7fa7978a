"""What is in doubt where Slack may be asked once a minute, or not at all: it comes to an end all the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.core.edge import Fate, Receipt
from bot.core.ledger import DeliveryState, Lane, Rank
from bot.delivery.pacing import SendRates
from tests.delivery.test_lanes import T0, Office, drill

UNREAD = Receipt(Fate.DOUBT, reason="messages may not be read", final=True)
UNCLEAR = Receipt(Fate.DOUBT, reason="fatal_error")
T1 = Lane("T1", "slack")


@dataclass
class SlowOffice(Office):
    """One whose Slack may be asked once a minute, by the time of the test."""

    rates: dict[str, SendRates] = field(default_factory=lambda: {"slack": SendRates(lookups=1 / 60)})

    def seconds(self) -> float:
        return (self.now - T0).total_seconds()

    def titles(self) -> list[str]:
        return [card.summary for card in self.slack.cards]


@pytest.fixture
def office() -> SlowOffice:
    return SlowOffice()


async def test_where_messages_may_not_be_read_it_goes_once_more_and_never_a_third_time(
    office: SlowOffice,
) -> None:
    office.slack.says = {"a": [UNCLEAR, UNCLEAR]}
    office.slack.knows = {"a": [UNREAD] * 9}
    await office.ledger.add_notices([drill("a")])
    for _ in range(20):
        await office.later(seconds=90)
    assert office.titles() == ["a", "again: a"]
    assert office.state("a") is DeliveryState.DEAD


async def test_it_goes_once_more_and_all_is_well(office: SlowOffice) -> None:
    office.slack.says = {"a": [UNCLEAR]}
    office.slack.knows = {"a": [UNREAD] * 9}
    await office.ledger.add_notices([drill("a")])
    for _ in range(4):
        await office.later(seconds=90)
    assert office.titles() == ["a", "again: a"]
    assert office.state("a") is DeliveryState.SENT


async def test_one_is_asked_about_in_a_minute_and_nobody_waits_for_that(office: SlowOffice) -> None:
    names = [f"k{number:02}" for number in range(5)]
    await office.ledger.add_notices(map(drill, names))
    await office.crash(T1)
    await office.ledger.add_notices([drill("new")])
    await office.later()
    assert "new" in office.slack.got  # at once
    assert len(office.slack.asked) == 1
    for minutes in range(2, 6):
        await office.later(seconds=61)
        assert len(office.slack.asked) == minutes
    await office.later(seconds=61)
    assert sorted(office.slack.got) == [*names, "new"]
    assert {office.state(name) for name in names} == {DeliveryState.SENT}
    assert not any("again" in title for title in office.titles())  # Slack said that none of them had arrived


async def test_after_a_quarter_of_an_hour_it_is_settled_without_being_asked_about(office: SlowOffice) -> None:
    names = [f"k{number:02}" for number in range(40)]
    await office.ledger.add_notices(map(drill, names))
    await office.crash(T1)
    for _ in range(17):
        await office.later(seconds=61)
    assert sorted(office.slack.got) == names
    assert {office.state(name) for name in names} == {DeliveryState.SENT}
    asked = len(office.slack.asked)
    assert 14 <= asked <= 16
    assert sum("again" in title for title in office.titles()) == len(names) - asked


@pytest.mark.parametrize("rank", [Rank.ALERT, Rank.SAFETY])
async def test_what_safety_depends_on_does_not_wait_for_its_turn(office: SlowOffice, rank: Rank) -> None:
    await office.ledger.add_notices([drill("a", rank=rank), drill("b", rank=rank)])
    await office.crash(T1)
    await office.later()
    assert len(office.slack.asked) == 1
    assert sorted(office.slack.got) == ["a", "b"]
    assert sum("again" in title for title in office.titles()) == 1


async def test_what_is_over_meanwhile_does_not_come(office: SlowOffice) -> None:
    names = [f"k{number}" for number in range(3)]
    until = T0 + timedelta(seconds=80)
    await office.ledger.add_notices([drill(name, until=until) for name in names])
    await office.crash(T1)
    for _ in range(6):
        await office.later(seconds=61)
    assert len(office.slack.got) <= 2
    assert {office.state(name) for name in names} <= {DeliveryState.SENT, DeliveryState.EXPIRED}
