"""Teams' finders keep in step: at start, at once, from another process, over a reload."""

from __future__ import annotations

import asyncio
import shutil
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.core.chat import Role
from bot.core.errors import CalmaError
from bot.core.phrasebook import Phrase
from bot.features.lookup import tenants
from bot.features.lookup.finder import Finder
from bot.features.team.model import Edit, EntryKind, OwnPhrase, OwnTrigger
from bot.wiring.stores import Stores
from tests.build import PHRASEBOOK, build
from tests.harness import Harness
from tests.team.actor import Member, new_tenant

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def trigger(text: str, name: str = "own-1") -> Edit:
    return Edit(EntryKind.TRIGGER, name, OwnTrigger("waiting", "en", text))


def phrase(text: str, name: str = "own-2") -> Edit:
    both = {"en": text, "es": text}
    return Edit(EntryKind.PHRASE, name, OwnPhrase("yelling", Phrase(name, both, both, own=True)))


async def finds(app: Harness, tenant: str, text: str) -> bool:
    agent = Member(app, tenant, role=Role.AGENT)
    await agent.types(text)
    return bool(agent.phrases)


async def test_what_is_kept_is_there_from_the_start() -> None:
    stores, tenant = Stores(), new_tenant()
    await stores.team.write_entries(tenant, [trigger("printer toner")], "ana", NOON)
    app = Harness(stores)
    house = app.calma
    await house.start()
    assert await finds(app, tenant, "printer toner")
    assert not await finds(app, new_tenant(), "printer toner")
    await house.close()


async def test_another_process_changes_what_is_found_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tenants.EVERY + 1 < 5
    monkeypatch.setattr(tenants, "EVERY", 0.05)
    stores, tenant = Stores(), new_tenant()
    app = Harness(stores)
    house = app.calma
    await house.start()
    await stores.team.write_entries(tenant, [trigger("printer toner")], "ana", NOON)
    for _ in range(100):
        await asyncio.sleep(0.05)
        if await finds(app, tenant, "printer toner"):
            break
    else:
        pytest.fail("it was never found")
    await house.close()


async def test_the_next_look_up_finds_it_after_one_build(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    build = tenants.TenantFinders._built

    def counting(self: tenants.TenantFinders, tenant: str, *of: Any) -> Finder:
        built.append(tenant)
        return build(self, tenant, *of)

    monkeypatch.setattr(tenants.TenantFinders, "_built", counting)
    manager = Member(app)
    await manager.at("Triggers")
    await manager.opens("Add a trigger")
    await manager.sends(situation="waiting", text="printer toner", language="en")
    assert await finds(app, manager.tenant, "printer toner")
    assert built == [manager.tenant]  # how long one takes: `python -m bench.own`


async def test_look_ups_go_on_while_a_finder_is_built(app: Harness) -> None:
    house = app.calma
    tenant = new_tenant()
    await house.stores.team.write_entries(tenant, [trigger("printer toner")], "ana", NOON)
    house.finders.changed(tenant)
    answered = 0
    while house.finders.of(tenant) is house.finders.shipped:
        assert await finds(app, tenant, "yelling")
        answered += 1
        await asyncio.sleep(0)
    assert answered > 1
    await house.background.settled()


async def test_a_team_without_triggers_shares_the_shipped_index(app: Harness) -> None:
    house = app.calma
    tenant = new_tenant()
    await house.stores.team.write_entries(tenant, [phrase("We start with {order}.")], "ana", NOON)
    house.finders.changed(tenant)
    await house.background.settled()
    assert house.finders.of(tenant)._index is house.finders.shipped._index
    await house.stores.team.write_entries(tenant, [trigger("printer toner")], "ana", NOON)
    house.finders.changed(tenant)
    await house.background.settled()
    own = house.finders.of(tenant)
    assert own._index is not house.finders.shipped._index
    await house.stores.team.write_entries(tenant, [phrase("We go on with {order}.", "own-3")], "ana", NOON)
    house.finders.changed(tenant)
    await house.background.settled()
    assert house.finders.of(tenant)._index is own._index
    assert len(house.finders.of(tenant).book.situations["yelling"].phrases) == 2 + len(
        house.phrasebook.book.situations["yelling"].phrases
    )


async def test_a_later_change_is_never_overtaken(app: Harness) -> None:
    house = app.calma
    tenant = new_tenant()
    for i in range(6):
        await house.stores.team.write_entries(tenant, [trigger(f"quork{i}", f"own-{i}")], "ana", NOON)
        house.finders.changed(tenant)
    await house.background.settled()
    for i in range(6):
        assert await finds(app, tenant, f"quork{i}")


async def test_a_reload_keeps_what_teams_have(tmp_path: Path) -> None:
    app, tenant = Harness(), new_tenant()
    house = app.calma
    edits = [trigger("printer toner"), phrase("We start with {order}.")]
    await house.stores.team.write_entries(tenant, edits, "ana", NOON)
    house.finders.changed(tenant)
    await house.background.settled()
    before = house.finders.of(tenant)
    await house.reload()
    assert house.finders.of(tenant) is before  # until its own is built
    assert await finds(app, tenant, "printer toner")
    await house.background.settled()
    after = house.finders.of(tenant)
    assert after is not before
    assert after.book.words is house.phrasebook.book.words
    assert await finds(app, tenant, "printer toner")


async def test_a_reload_that_cannot_read_a_file_is_reported_and_changes_nothing(tmp_path: Path) -> None:
    instrument, reported = tmp_path / "own.yml", list[BaseException]()

    def report(error: BaseException) -> str:
        reported.append(error)
        return "ref"

    shutil.copy(PHRASEBOOK / "checkin" / "instrument.yml", instrument)
    house = build(instrument=instrument, report=report)
    before = house.phrasebook.book
    instrument.unlink()
    await house.reload()
    assert house.phrasebook.book is before
    assert [type(error) for error in reported] == [CalmaError]
    assert str(instrument) in str(reported[0])


async def test_a_change_during_a_reload_is_not_lost(app: Harness) -> None:
    house = app.calma
    tenant = new_tenant()
    await house.stores.team.write_entries(tenant, [trigger("printer toner")], "ana", NOON)
    house.finders.changed(tenant)
    await asyncio.sleep(0)
    shipped = Finder(house.phrasebook.book)
    house.finders.reload(shipped)
    await house.background.settled()
    assert await finds(app, tenant, "printer toner")
    assert house.finders.shipped is shipped


async def test_what_belongs_to_no_situation_is_left_out(app: Harness) -> None:
    house = app.calma
    tenant = new_tenant()
    gone = Edit(EntryKind.TRIGGER, "own-1", OwnTrigger("no-more", "en", "printer toner"))
    await house.stores.team.write_entries(tenant, [gone, trigger("quork", "own-2")], "ana", NOON)
    house.finders.changed(tenant)
    await house.background.settled()
    assert await finds(app, tenant, "quork")
    assert not await finds(app, tenant, "printer toner")


async def test_a_team_whose_words_cannot_be_built_is_named_once_and_keeps_no_other_waiting(
    app: Harness,
) -> None:
    house, ill, well = app.calma, new_tenant(), new_tenant()
    for tenant in (ill, well):
        await house.stores.team.write_entries(tenant, [trigger("printer toner")], "ana", NOON)
        await house.finders.update()
    book = house.finders.of(ill).book
    broken = replace(book, added=replace(book.added, triggers={"yelling": {"en": (None,)}}))  # type: ignore[dict-item]
    house.finders.put(ill, copy(house.finders.of(ill)))
    house.finders.of(ill).book = broken
    shipped = Finder(house.phrasebook.book)
    house.finders.reload(shipped)
    await house.background.settled()
    assert house.finders.of(well).book.situations["yelling"] is shipped.book.situations["yelling"]
    assert house.finders._built_on[well] is shipped
    assert len(app.errors) == 1
    await house.finders.update()  # from what is stored, which is sound
    assert house.finders._built_on[ill] is shipped
    assert len(app.errors) == 1
    app.errors.clear()
