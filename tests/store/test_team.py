"""What teams keep of their own, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio

from bot.core.phrasebook import Phrase
from bot.core.speech import Speech
from bot.features.team.model import (
    Change,
    ChangeKind,
    Edit,
    EntryKind,
    OwnPhrase,
    OwnTrigger,
    PhraseSettings,
    SettingsEdit,
    ShippedReview,
    StaleEntry,
    TeamOffer,
)
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.ports import TeamStore
from bot.store.memory.team import MemoryTeamStore
from bot.store.sql.database import Database
from bot.store.sql.team import SqlTeamStore
from tests.roleplay.sample import BILL, with_samples

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
VOUCHER = TeamOffer("A voucher", "20 USD", "You yourself", "Fraud is suspected")
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
async def records(request: pytest.FixtureRequest, database: Database) -> TeamStore:
    return SqlTeamStore(database) if request.param == "stored" else MemoryTeamStore()


async def add(records: TeamStore, *contents: TeamOffer | OwnPhrase | OwnTrigger, tenant: str = "T1") -> None:
    kinds = {TeamOffer: EntryKind.OFFER, OwnPhrase: EntryKind.PHRASE, OwnTrigger: EntryKind.TRIGGER}
    edits = [Edit(kinds[type(content)], f"own-{i}", content) for i, content in enumerate(contents, 1)]
    await records.write_entries(tenant, edits, "ana", NOON)


async def test_what_is_added_comes_back_as_it_was(records: TeamStore) -> None:
    await add(records, PHRASE, TRIGGER, VOUCHER)
    kept = await records.find_content("T1")
    assert [entry.content for entry in kept.entries] == [PHRASE, TRIGGER, VOUCHER]
    assert {(entry.version, entry.by, entry.at) for entry in kept.entries} == {(1, "ana", NOON)}
    assert kept.version == 1
    [entry] = await records.find_entries("T1", EntryKind.TRIGGER)
    assert entry == await records.find_entry("T1", EntryKind.TRIGGER, "own-2")


async def test_a_role_play_comes_back_as_it_was_with_its_draft(records: TeamStore) -> None:
    played = with_samples().scenarios[BILL]
    own = OwnScenario(draft=replace(played, tension=70))
    for version, content in enumerate((own, own.put_out(), own.put_out().written_anew(played))):
        edit = Edit(EntryKind.SCENARIO, played.id, content, version)
        await records.write_entries("T1", [edit], "ana", NOON)
        entry = await records.find_entry("T1", EntryKind.SCENARIO, played.id)
        assert entry
        assert entry.content == content
        assert isinstance(entry.content, OwnScenario)
        assert list(entry.content.newest.endings) == list(played.endings)
    [published] = (await records.find_content("T1")).additions().scenarios
    assert published.tension == 70
    assert await records.find_entry("T2", EntryKind.SCENARIO, played.id) is None
    done = [change.action for change in await records.find_changes("T1", 0, 9)]
    assert done == [ChangeKind.EDITED, ChangeKind.PUBLISHED, ChangeKind.ADDED]


async def test_how_a_team_speaks_and_what_it_reviewed_come_back_as_they_were(records: TeamStore) -> None:
    phrase = replace(
        PHRASE.phrase,
        forms={"tu": "Ya lo arreglamos.", "es-ES": "Lo arreglamos ya. ¿Vale?"},
        countries=("MX", "CO"),
        owner="Retención",
        reviewed_on=date(2026, 11, 2),
        review_after=date(2027, 2, 2),
    )
    settings = PhraseSettings(Speech({"chat": "vos"}, spain=True, country="ES"), 30)
    review = ShippedReview("yelling", "yelling-all-of-it", date(2026, 11, 22))
    edits = [
        Edit(EntryKind.PHRASE, "own-1", replace(PHRASE, phrase=phrase)),
        Edit(EntryKind.SPEECH, "speech", settings),
        Edit(EntryKind.REVIEW, "yelling-all-of-it", review, confirms=True),
    ]
    await records.write_entries("T1", edits, "ana", NOON)
    content = await records.find_content("T1")
    assert [entry.content for entry in content.entries] == [edit.content for edit in edits]
    assert content.additions().speech == settings.speech
    looked, *_ = await records.find_changes("T1", 0, 3)
    assert (looked.action, looked.kind, looked.after) == (ChangeKind.CONFIRMED, EntryKind.REVIEW, review)


async def test_two_who_look_at_the_same_are_not_both_noted(records: TeamStore) -> None:
    review = ShippedReview("yelling", "yelling-all-of-it", date(2026, 11, 22))
    edit = Edit(EntryKind.REVIEW, "yelling-all-of-it", review, confirms=True)
    await records.write_entries("T1", [edit], "ana", NOON)
    with pytest.raises(StaleEntry):
        await records.write_entries("T1", [edit], "luis", NOON)
    assert len(await records.find_changes("T1", 0, 9)) == 1


async def test_an_edit_raises_the_version(records: TeamStore) -> None:
    await add(records, VOUCHER)
    await records.write_entries(
        "T1", [Edit(EntryKind.OFFER, "own-1", TeamOffer("Shipping"), 1)], "luis", NOON
    )
    entry = await records.find_entry("T1", EntryKind.OFFER, "own-1")
    assert entry
    assert (entry.content, entry.version, entry.by) == (TeamOffer("Shipping"), 2, "luis")


async def test_an_edit_of_an_older_version_changes_nothing(records: TeamStore) -> None:
    await add(records, VOUCHER)
    await records.write_entries(
        "T1", [Edit(EntryKind.OFFER, "own-1", TeamOffer("Shipping"), 1)], "luis", NOON
    )
    other = Edit(EntryKind.OFFER, "own-9", TeamOffer("Nothing"))
    with pytest.raises(StaleEntry) as stale:
        await records.write_entries(
            "T1", [other, Edit(EntryKind.OFFER, "own-1", TeamOffer("A cake"), 1)], "ana", NOON
        )
    assert (stale.value.entry.by, stale.value.entry.version) == ("luis", 2)
    assert [e.content for e in await records.find_entries("T1", EntryKind.OFFER)] == [TeamOffer("Shipping")]
    assert len(await records.find_changes("T1", 0, 20)) == 2
    assert await records.content_versions() == {"T1": 2}


async def test_the_same_id_is_not_added_twice(records: TeamStore) -> None:
    await add(records, VOUCHER)
    with pytest.raises(StaleEntry):
        await add(records, TeamOffer("Another"))


async def test_what_is_retired_is_gone_from_lists_and_can_be_told(records: TeamStore) -> None:
    await add(records, VOUCHER)
    await records.write_entries("T1", [Edit(EntryKind.OFFER, "own-1", None, 1)], "luis", NOON)
    assert await records.find_entries("T1", EntryKind.OFFER) == ()
    assert (await records.find_content("T1")).entries == ()
    entry = await records.find_entry("T1", EntryKind.OFFER, "own-1")
    assert entry
    assert (entry.retired, entry.by) == (True, "luis")
    with pytest.raises(StaleEntry):
        await records.write_entries("T1", [Edit(EntryKind.OFFER, "own-1", VOUCHER, 2)], "ana", NOON)


async def test_what_is_retired_comes_back_when_it_is_added_anew(records: TeamStore) -> None:
    await add(records, VOUCHER)
    await records.write_entries("T1", [Edit(EntryKind.OFFER, "own-1", None, 1)], "luis", NOON)
    await add(records, TeamOffer("Anew"))
    [entry] = await records.find_entries("T1", EntryKind.OFFER)
    assert (entry.content, entry.version) == (TeamOffer("Anew"), 3)


async def test_an_edit_of_what_never_was_is_a_mistake(records: TeamStore) -> None:
    for edit in (Edit(EntryKind.OFFER, "own-1", VOUCHER, 1), Edit(EntryKind.OFFER, "own-1", None)):
        with pytest.raises(ValueError, match=r"never|there is no"):
            await records.write_entries("T1", [edit], "ana", NOON)
    assert await records.content_versions() == {}


async def test_every_change_is_noted_with_before_and_after(records: TeamStore) -> None:
    await add(records, VOUCHER)
    await records.write_entries(
        "T1", [Edit(EntryKind.OFFER, "own-1", TeamOffer("Shipping"), 1)], "luis", NOON
    )
    await records.write_entries("T1", [Edit(EntryKind.OFFER, "own-1", None, 2)], "eva", NOON)
    await records.note_change("T1", Change(ChangeKind.APPOINTED, "rosa", "eva", NOON))
    assert await records.find_changes("T1", 0, 20) == (
        Change(ChangeKind.APPOINTED, "rosa", "eva", NOON),
        Change(ChangeKind.RETIRED, "own-1", "eva", NOON, EntryKind.OFFER, TeamOffer("Shipping"), None),
        Change(ChangeKind.EDITED, "own-1", "luis", NOON, EntryKind.OFFER, VOUCHER, TeamOffer("Shipping")),
        Change(ChangeKind.ADDED, "own-1", "ana", NOON, EntryKind.OFFER, None, VOUCHER),
    )
    assert [change.by for change in await records.find_changes("T1", 1, 2)] == ["eva", "luis"]
    assert await records.find_changes("T1", 9, 20) == ()


async def test_settings_are_noted_as_they_were_and_are(records: TeamStore) -> None:
    edit = SettingsEdit((("on", "no", "yes"), ("country", "", "ES"), ("minimum", "10", "8")))
    change = Change(ChangeKind.EDITED, "", "eva", NOON, EntryKind.CHECKIN, after=edit)
    await records.note_change("T1", change)
    assert await records.find_changes("T1", 0, 20) == (change,)


async def test_an_import_is_one_change(records: TeamStore) -> None:
    edits = [
        Edit(EntryKind.TRIGGER, f"own-{i}", OwnTrigger("yelling", "en", f"words {i}")) for i in range(1_200)
    ]
    await records.write_entries("T1", edits, "ana", NOON, imported=True)
    [change] = await records.find_changes("T1", 0, 20)
    assert (change.action, change.amount) == (ChangeKind.IMPORTED, 1_200)
    kept = await records.find_content("T1")
    assert [entry.id for entry in kept.entries] == [edit.id for edit in edits]


async def test_another_tenant_finds_and_changes_nothing(records: TeamStore) -> None:
    await add(records, VOUCHER)
    assert await records.find_entry("T2", EntryKind.OFFER, "own-1") is None
    assert await records.find_entries("T2", EntryKind.OFFER) == ()
    assert await records.find_changes("T2", 0, 20) == ()
    assert (await records.find_content("T2")).version == 0
    with pytest.raises(ValueError, match="there is no"):
        await records.write_entries("T2", [Edit(EntryKind.OFFER, "own-1", None, 1)], "eve", NOON)
    await add(records, TeamOffer("Theirs"), tenant="T2")
    assert [entry.content for entry in await records.find_entries("T1", EntryKind.OFFER)] == [VOUCHER]


async def test_of_two_who_save_at_once_one_is_told(database: Database) -> None:
    here, there = SqlTeamStore(database), SqlTeamStore(database)
    await add(here, VOUCHER)
    edits = [Edit(EntryKind.OFFER, "own-1", TeamOffer(what), 1) for what in ("One", "Other")]
    done = await asyncio.gather(
        here.write_entries("T1", [edits[0]], "ana", NOON),
        there.write_entries("T1", [edits[1]], "luis", NOON),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in done) == ["NoneType", "StaleEntry"]
    assert len(await here.find_changes("T1", 0, 20)) == 2


async def test_many_writers_lose_nothing(database: Database) -> None:
    writers = [SqlTeamStore(database) for _ in range(12)]
    await asyncio.gather(
        *(
            writer.write_entries("T1", [Edit(EntryKind.OFFER, f"own-{i}", VOUCHER)], "ana", NOON)
            for i, writer in enumerate(writers)
        )
    )
    assert len(await writers[0].find_entries("T1", EntryKind.OFFER)) == 12
    assert await writers[0].content_versions() == {"T1": 12}


async def test_every_kind_of_change_comes_back(records: TeamStore) -> None:
    for kind in ChangeKind:
        await records.note_change("T1", Change(kind, "", "eva", NOON))
    changes = await records.find_changes("T1", 0, 99)
    assert [change.action for change in reversed(changes)] == list(ChangeKind)
