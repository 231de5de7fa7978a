"""Team rounds, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.features.round.model import OwnBallot, Round, RoundReply, RoundStage, Verdict
from bot.features.round.ports import RoundStore
from bot.store.memory.round import MemoryRoundStore
from bot.store.sql.database import Database
from bot.store.sql.rounds import SqlRoundStore, round_replies, round_votes

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


def opened(id: str = "r1", tenant: str = "T1", prompt: str = "p1", days: int = 0) -> Round:
    return Round(
        tenant=tenant,
        id=id,
        platform="slack",
        channel="C1",
        by="marta",
        language="es",
        line={"en": "And now?", "es": "¿Y ahora?"},
        opened=T0 + timedelta(days=days),
        situation="waiting",
        prompt=prompt,
        points=({"en": "A time.", "es": "Una hora."},),
    )


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def records(request: pytest.FixtureRequest, database: Database) -> RoundStore:
    return SqlRoundStore(database) if request.param == "stored" else MemoryRoundStore()


async def replied(records: RoundStore, *people: str, id: str = "r1", tenant: str = "T1") -> None:
    for person in people:
        assert await records.keep_reply(tenant, id, person, RoundReply(f"of-{person}", f"I am {person}"), T0)


async def test_a_round_comes_back_whole_and_opens_once(records: RoundStore) -> None:
    assert await records.open_round(opened())
    assert not await records.open_round(replace(opened(), channel="C2"))
    assert await records.find_round("T1", "r1") == opened()
    assert await records.find_round("T2", "r1") is None
    assert await records.find_round("T1", "r2") is None


async def test_a_person_has_one_reply_which_may_change_until_it_is_revealed(records: RoundStore) -> None:
    await records.open_round(opened())
    await replied(records, "ana", "luis")
    assert await records.keep_reply("T1", "r1", "ana", RoundReply("another", "Better"), T0)
    assert await records.own_ballot("T1", "r1", "ana") == OwnBallot("of-ana", "Better")
    assert await records.own_ballot("T1", "r1", "eva") == OwnBallot()
    assert await records.reveal_round("T1", "r1")
    assert not await records.reveal_round("T1", "r1")
    assert not await records.keep_reply("T1", "r1", "ana", RoundReply("late", "Late"), T0)
    assert not await records.keep_reply("T1", "gone", "ana", RoundReply("late", "Late"), T0)
    assert {entry.text for entry in await records.replies_of("T1", "r1")} == {"Better", "I am luis"}


async def test_what_somebody_expects_stands_beside_their_reply(records: RoundStore) -> None:
    await records.open_round(opened(prompt="prepare"))
    entry = RoundReply("of-ana", "Here is why.", line="Why so much?", language="en")
    assert await records.keep_reply("T1", "r1", "ana", entry, T0)
    assert await records.replies_of("T1", "r1") == (entry,)
    changed = replace(entry, line="¿Por qué tanto?", text="Le explico.", language="es")
    assert await records.keep_reply("T1", "r1", "ana", changed, T0)
    assert await records.replies_of("T1", "r1") == (changed,)
    mine = OwnBallot("of-ana", "Le explico.", line="¿Por qué tanto?")
    assert await records.own_ballot("T1", "r1", "ana") == mine
    assert await records.reveal_round("T1", "r1")
    assert await records.close_round("T1", "r1")
    assert await records.replies_of("T1", "r1") == (changed,)
    assert await records.own_ballot("T1", "r1", "ana") == OwnBallot()


async def test_everybody_has_two_votes_not_for_their_own_and_not_twice(records: RoundStore) -> None:
    await records.open_round(opened())
    await replied(records, "ana", "luis", "eva", "pau")
    assert await records.keep_vote("T1", "r1", "ana", "of-luis", wanted=True) is Verdict.LATE
    await records.reveal_round("T1", "r1")

    async def vote(reply: str, *, wanted: bool = True) -> Verdict:
        return await records.keep_vote("T1", "r1", "ana", reply, wanted=wanted)

    assert await vote("of-ana") is Verdict.OWN
    assert await vote("nobody") is Verdict.LATE
    assert await vote("of-luis") is Verdict.COUNTED
    assert await vote("of-luis") is Verdict.COUNTED
    assert (await records.own_ballot("T1", "r1", "ana")).left == 1
    assert await vote("of-eva") is Verdict.COUNTED
    assert await vote("of-pau") is Verdict.SPENT
    assert await vote("of-luis", wanted=False) is Verdict.TAKEN_BACK
    assert await vote("of-luis", wanted=False) is Verdict.TAKEN_BACK
    assert await vote("of-pau") is Verdict.COUNTED
    assert (await records.own_ballot("T1", "r1", "ana")).votes == {"of-eva", "of-pau"}
    assert await records.count_voters("T1", "r1") == 1


async def test_presses_at_once_give_no_third_vote(records: RoundStore) -> None:
    await records.open_round(opened())
    await replied(records, "ana", "luis", "eva", "pau")
    await records.reveal_round("T1", "r1")
    others = ("of-luis", "of-eva", "of-pau")
    votes = (records.keep_vote("T1", "r1", "ana", reply, wanted=True) for reply in others)
    found = await asyncio.gather(*votes)
    assert sorted(verdict.value for verdict in found) == ["counted", "counted", "spent"]
    assert len((await records.own_ballot("T1", "r1", "ana")).votes) == 2


async def test_closing_counts_the_votes_and_forgets_who_gave_them(records: RoundStore) -> None:
    await records.open_round(opened())
    await replied(records, "ana", "luis", "eva")
    await records.reveal_round("T1", "r1")
    for person in ("ana", "luis"):
        await records.keep_vote("T1", "r1", person, "of-eva", wanted=True)
    await records.keep_vote("T1", "r1", "eva", "of-ana", wanted=True)
    assert await records.count_voters("T1", "r1") == 3
    assert await records.close_round("T1", "r1")
    assert not await records.close_round("T1", "r1")
    votes = {entry.id: entry.votes for entry in await records.replies_of("T1", "r1")}
    assert votes == {"of-ana": 1, "of-luis": 0, "of-eva": 2}
    assert await records.own_ballot("T1", "r1", "ana") == OwnBallot()
    assert await records.count_voters("T1", "r1") == 0
    found = await records.find_round("T1", "r1")
    assert found
    assert found.stage is RoundStage.CLOSED
    assert await records.keep_vote("T1", "r1", "ana", "of-eva", wanted=True) is Verdict.LATE


async def test_a_tenant_never_touches_anothers(records: RoundStore) -> None:
    for tenant in ("T1", "T2"):
        await records.open_round(opened(tenant=tenant))
        await replied(records, "ana", "luis", tenant=tenant)
    await records.reveal_round("T1", "r1")
    await records.keep_vote("T1", "r1", "ana", "of-luis", wanted=True)
    await records.close_round("T1", "r1")
    other = await records.find_round("T2", "r1")
    assert other
    assert other.stage is RoundStage.OPEN
    assert (await records.own_ballot("T2", "r1", "ana")).text == "I am ana"
    assert [entry.votes for entry in await records.replies_of("T2", "r1")] == [0, 0]


async def test_the_last_lines_are_known_and_old_rounds_go_with_all_in_them(records: RoundStore) -> None:
    for day in range(4):
        await records.open_round(opened(f"r{day}", prompt=f"p{day}" if day else "", days=day))
        await replied(records, "ana", "luis", id=f"r{day}")
    assert await records.recent_rounds("T1", 2) == ("p3", "p2")
    assert await records.recent_rounds("T1", 9) == ("p3", "p2", "p1")
    assert await records.purge_rounds(T0 + timedelta(days=2)) == 2
    assert await records.find_round("T1", "r1") is None
    assert await records.replies_of("T1", "r1") == ()
    assert len(await records.replies_of("T1", "r2")) == 2


async def test_no_row_holds_a_name_and_a_closed_round_nothing_of_its_people(database: Database) -> None:
    records = SqlRoundStore(database)
    await records.open_round(opened())
    await replied(records, "ana", "luis")
    await records.reveal_round("T1", "r1")
    await records.keep_vote("T1", "r1", "ana", "of-luis", wanted=True)

    async def kept() -> set[str]:
        async with database.reading() as connection:
            replies = sa.select(round_replies.c.who, round_replies.c.id)
            votes = sa.select(round_votes.c.who, round_votes.c.reply)
            rows = [*(await connection.execute(replies)), *(await connection.execute(votes))]
        return {row.who for row in rows}

    assert not {"ana", "luis"} & await kept()
    await records.close_round("T1", "r1")
    assert await kept() == {"of-ana", "of-luis"}


async def test_another_process_knows_a_person_by_the_same_key(database: Database) -> None:
    one, other = SqlRoundStore(database), SqlRoundStore(database)
    await one.open_round(opened())
    await replied(one, "ana")
    assert (await other.own_ballot("T1", "r1", "ana")).text == "I am ana"
    assert await other.keep_reply("T1", "r1", "ana", RoundReply("second", "Better"), T0)
    assert len(await one.replies_of("T1", "r1")) == 1


async def test_open_rounds_are_found_newest_first_and_no_others(records: RoundStore) -> None:
    for each in (opened(), opened("r2", days=1), opened("r3", days=-9), opened("r4", tenant="T2")):
        await records.open_round(each)
    since = T0 - timedelta(days=7)
    assert await records.rounds_open("T1", since) == (opened("r2", days=1), opened())
    await records.reveal_round("T1", "r2")
    assert await records.rounds_open("T1", since) == (opened(),)
    assert await records.rounds_open("T3", since) == ()
