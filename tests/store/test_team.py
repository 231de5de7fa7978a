"""What teams keep of their own, on both engines and in memory."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.coach.phrasebook import Phrase
from bot.coach.team.content import Change, Edit, Kind, Offer, OwnPhrase, OwnTrigger, Stale, What
from bot.coach.team.memory import RecordsInMemory
from bot.coach.team.ports import Records
from bot.store.database import Database
from bot.store.team import StoredRecords

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
VOUCHER = Offer("A voucher", "20 USD", "You yourself", "Fraud is suspected")
PHRASE = OwnPhrase(
    "yelling",
    Phrase(
        "own-1",
        {"en": "We fix it now.", "es": "Lo arreglamos ya. ¿Sí?"},
        {"en": "slow", "es": "lento"},
        ("phone",),
        ("finance",),
        ("needs-approval",),
        own=True,
    ),
)
TRIGGER = OwnTrigger("yelling", "es", "está que trina ñ")


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def records(request: pytest.FixtureRequest, database: Database) -> Records:
    return StoredRecords(database) if request.param == "stored" else RecordsInMemory()


async def add(records: Records, *contents: Offer | OwnPhrase | OwnTrigger, tenant: str = "T1") -> None:
    kinds = {Offer: Kind.OFFER, OwnPhrase: Kind.PHRASE, OwnTrigger: Kind.TRIGGER}
    edits = [Edit(kinds[type(content)], f"own-{i}", content) for i, content in enumerate(contents, 1)]
    await records.write(tenant, edits, "ana", NOON)


async def test_what_is_added_comes_back_as_it_was(records: Records) -> None:
    await add(records, PHRASE, TRIGGER, VOUCHER)
    kept = await records.kept("T1")
    assert [entry.content for entry in kept.entries] == [PHRASE, TRIGGER, VOUCHER]
    assert {(entry.version, entry.by, entry.at) for entry in kept.entries} == {(1, "ana", NOON)}
    assert kept.version == 1
    [entry] = await records.entries("T1", Kind.TRIGGER)
    assert entry == await records.entry("T1", Kind.TRIGGER, "own-2")


async def test_an_edit_raises_the_version(records: Records) -> None:
    await add(records, VOUCHER)
    await records.write("T1", [Edit(Kind.OFFER, "own-1", Offer("Shipping"), 1)], "luis", NOON)
    entry = await records.entry("T1", Kind.OFFER, "own-1")
    assert entry
    assert (entry.content, entry.version, entry.by) == (Offer("Shipping"), 2, "luis")


async def test_an_edit_of_an_older_version_changes_nothing(records: Records) -> None:
    await add(records, VOUCHER)
    await records.write("T1", [Edit(Kind.OFFER, "own-1", Offer("Shipping"), 1)], "luis", NOON)
    other = Edit(Kind.OFFER, "own-9", Offer("Nothing"))
    with pytest.raises(Stale) as stale:
        await records.write("T1", [other, Edit(Kind.OFFER, "own-1", Offer("A cake"), 1)], "ana", NOON)
    assert (stale.value.entry.by, stale.value.entry.version) == ("luis", 2)
    assert [e.content for e in await records.entries("T1", Kind.OFFER)] == [Offer("Shipping")]
    assert len(await records.changes("T1", 0, 20)) == 2
    assert await records.versions() == {"T1": 2}


async def test_the_same_id_is_not_added_twice(records: Records) -> None:
    await add(records, VOUCHER)
    with pytest.raises(Stale):
        await add(records, Offer("Another"))


async def test_what_is_retired_is_gone_from_lists_and_can_be_told(records: Records) -> None:
    await add(records, VOUCHER)
    await records.write("T1", [Edit(Kind.OFFER, "own-1", None, 1)], "luis", NOON)
    assert await records.entries("T1", Kind.OFFER) == ()
    assert (await records.kept("T1")).entries == ()
    entry = await records.entry("T1", Kind.OFFER, "own-1")
    assert entry
    assert (entry.retired, entry.by) == (True, "luis")
    with pytest.raises(Stale):
        await records.write("T1", [Edit(Kind.OFFER, "own-1", VOUCHER, 2)], "ana", NOON)


async def test_what_is_retired_comes_back_when_it_is_added_anew(records: Records) -> None:
    await add(records, VOUCHER)
    await records.write("T1", [Edit(Kind.OFFER, "own-1", None, 1)], "luis", NOON)
    await add(records, Offer("Anew"))
    [entry] = await records.entries("T1", Kind.OFFER)
    assert (entry.content, entry.version) == (Offer("Anew"), 3)


async def test_an_edit_of_what_never_was_is_a_mistake(records: Records) -> None:
    for edit in (Edit(Kind.OFFER, "own-1", VOUCHER, 1), Edit(Kind.OFFER, "own-1", None)):
        with pytest.raises(ValueError, match=r"never|there is no"):
            await records.write("T1", [edit], "ana", NOON)
    assert await records.versions() == {}


async def test_every_change_is_noted_with_before_and_after(records: Records) -> None:
    await add(records, VOUCHER)
    await records.write("T1", [Edit(Kind.OFFER, "own-1", Offer("Shipping"), 1)], "luis", NOON)
    await records.write("T1", [Edit(Kind.OFFER, "own-1", None, 2)], "eva", NOON)
    await records.note("T1", Change(What.APPOINTED, "rosa", "eva", NOON))
    assert await records.changes("T1", 0, 20) == (
        Change(What.APPOINTED, "rosa", "eva", NOON),
        Change(What.RETIRED, "own-1", "eva", NOON, Kind.OFFER, Offer("Shipping"), None),
        Change(What.EDITED, "own-1", "luis", NOON, Kind.OFFER, VOUCHER, Offer("Shipping")),
        Change(What.ADDED, "own-1", "ana", NOON, Kind.OFFER, None, VOUCHER),
    )
    assert [change.by for change in await records.changes("T1", 1, 2)] == ["eva", "luis"]
    assert await records.changes("T1", 9, 20) == ()


async def test_an_import_is_one_change(records: Records) -> None:
    edits = [Edit(Kind.TRIGGER, f"own-{i}", OwnTrigger("yelling", "en", f"words {i}")) for i in range(1_200)]
    await records.write("T1", edits, "ana", NOON, imported=True)
    [change] = await records.changes("T1", 0, 20)
    assert (change.what, change.amount) == (What.IMPORTED, 1_200)
    kept = await records.kept("T1")
    assert [entry.id for entry in kept.entries] == [edit.id for edit in edits]


async def test_another_tenant_finds_and_changes_nothing(records: Records) -> None:
    await add(records, VOUCHER)
    assert await records.entry("T2", Kind.OFFER, "own-1") is None
    assert await records.entries("T2", Kind.OFFER) == ()
    assert await records.changes("T2", 0, 20) == ()
    assert (await records.kept("T2")).version == 0
    with pytest.raises(ValueError, match="there is no"):
        await records.write("T2", [Edit(Kind.OFFER, "own-1", None, 1)], "eve", NOON)
    await add(records, Offer("Theirs"), tenant="T2")
    assert [entry.content for entry in await records.entries("T1", Kind.OFFER)] == [VOUCHER]


async def test_of_two_who_save_at_once_one_is_told(database: Database) -> None:
    here, there = StoredRecords(database), StoredRecords(database)
    await add(here, VOUCHER)
    edits = [Edit(Kind.OFFER, "own-1", Offer(what), 1) for what in ("One", "Other")]
    done = await asyncio.gather(
        here.write("T1", [edits[0]], "ana", NOON),
        there.write("T1", [edits[1]], "luis", NOON),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in done) == ["NoneType", "Stale"]
    assert len(await here.changes("T1", 0, 20)) == 2


async def test_many_writers_lose_nothing(database: Database) -> None:
    writers = [StoredRecords(database) for _ in range(12)]
    await asyncio.gather(
        *(
            writer.write("T1", [Edit(Kind.OFFER, f"own-{i}", VOUCHER)], "ana", NOON)
            for i, writer in enumerate(writers)
        )
    )
    assert len(await writers[0].entries("T1", Kind.OFFER)) == 12
    assert await writers[0].versions() == {"T1": 12}
