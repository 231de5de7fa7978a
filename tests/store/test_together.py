"""Work for many at once: each gets what is theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.store.together import Together


async def test_what_comes_while_a_batch_is_under_way_waits_for_the_next_one() -> None:
    batches: list[list[int]] = []

    async def work(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        await asyncio.sleep(0)
        return [item * 10 for item in items]

    together = Together(work)
    assert await asyncio.gather(*(together(n) for n in range(5))) == [0, 10, 20, 30, 40]
    assert await together(9) == 90
    assert [n for batch in batches for n in batch] == [0, 1, 2, 3, 4, 9]
    assert len(batches) < 5


async def test_an_error_goes_to_all_of_its_batch_and_to_nobody_else() -> None:
    async def work(items: Sequence[int]) -> list[int]:
        if 2 in items:
            raise OSError("the disk is full")
        return list(items)

    together = Together(work)
    with pytest.raises(OSError, match="full"):
        await together(2)
    assert await together(3) == 3


async def test_somebody_who_gives_up_takes_nobody_along() -> None:
    going, goes = asyncio.Event(), asyncio.Event()

    async def work(items: Sequence[int]) -> list[int]:
        going.set()
        await goes.wait()
        return list(items)

    together = Together(work)
    one, other = asyncio.create_task(together(1)), asyncio.create_task(together(2))
    await going.wait()
    one.cancel()
    goes.set()
    assert await other == 2
    with pytest.raises(asyncio.CancelledError):
        await one
