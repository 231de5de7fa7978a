"""What a person can mend of their own self-check is told to them, with what to do."""

from __future__ import annotations

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.core.chat import Placement
from bot.core.conflict import Conflict
from bot.core.keys import key_id
from bot.features.checkin.blocks import BlockLayout, SealedBlock
from bot.features.checkin.model import VaultLock
from bot.features.checkin.ports import BlockEdit, NumberOf
from bot.features.checkin.sealed import SealedRecordStore
from bot.store.sql.checkin import checkin_stores
from bot.store.sql.checkin_blocks import SqlSealedBlockStore
from bot.store.sql.checkin_earlier import SqlEarlierStore
from bot.store.sql.checkin_tables import checkin_blocks
from bot.store.sql.database import Database
from bot.wiring.stores import Stores
from tests.checkin.actor import HEAVY, MIDDLE, Colleague, switched_on
from tests.checkin.keys import NEW, OLD, PEPPER, TODAY, TestKeys, chance
from tests.harness import Harness


@pytest_asyncio.fixture
async def sealed(database: Database) -> Harness:
    """Calma whose records are sealed into that database."""
    app = Harness(Stores(checkin=checkin_stores(database, TestKeys(), chance)), now=MIDDLE)
    await switched_on(app)
    return app


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "It can't be opened just now"),
        ("es", "Ahora no se puede abrir"),
    ],
)
async def test_whose_block_is_damaged_is_told_and_can_erase(
    sealed: Harness, database: Database, language: str, title: str
) -> None:
    ana = Colleague(sealed, language=language)
    await ana.takes_part()
    await ana.sends(**HEAVY)
    async with database.reading() as connection:
        before = (await connection.execute(sa.select(checkin_blocks.c.sealed))).scalar()
    await database.execute(sa.update(checkin_blocks).values(sealed=b"damaged"))
    await ana.types("me")
    assert (ana.title, ana.how) == (title, Placement.DIALOG)
    await ana.press("checkin.erased")
    assert ana.title != title
    await database.execute(sa.update(checkin_blocks).values(sealed=before))  # it is mended from a backup
    record = await sealed.stores.checkin.records.find_record(ana.person.tenant, ana.person.user_id)
    assert (record.entries, record.taking_part) == ((), False)


async def test_who_takes_part_while_the_keys_turn_again_and_again_is_told_to_repeat_it(
    database: Database,
) -> None:
    turns = [key_id(NEW), key_id(OLD)] * 5

    class Turning(SqlSealedBlockStore):
        """Somebody rotates the keys right before a block is changed, each time."""

        async def change_block(self, tenant: str, number_of: NumberOf, edit: BlockEdit) -> bool:
            if turns:
                await self.turn_lock(VaultLock(key_id(PEPPER), turns.pop(0)))
            return await super().change_block(tenant, number_of, edit)

    source = TestKeys(OLD, NEW)
    records = SealedRecordStore(Turning(database), SqlEarlierStore(database), source, chance, lambda: TODAY)
    other = SealedRecordStore(
        SqlSealedBlockStore(database), SqlEarlierStore(database), source, chance, lambda: TODAY
    )
    await other.change_record("T1", "ana", lambda record: (record, None))
    with pytest.raises(Conflict):
        await records.change_record("T1", "ana", lambda record: (record, None))
    turns.clear()
    await records.change_record("T1", "ana", lambda record: (record, None))


def test_the_values_of_a_block_show_in_no_trace() -> None:
    assert "secret" not in repr((BlockLayout(1, "p"), SealedBlock(1, "by", b"secret")))
