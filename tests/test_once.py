"""What comes twice in a hurry is done once, and is not kept for long."""

from __future__ import annotations

import asyncio
from itertools import count

from bot.core.once import SingleFlight


async def test_the_same_again_gets_the_same_answer() -> None:
    numbers, once = count(1), SingleFlight[int](lambda _: True)

    async def work() -> int:
        await asyncio.sleep(0)
        return next(numbers)

    first, second = await asyncio.gather(once.answer("a", work), once.answer("a", work))
    assert (first, second) == (1, 1)
    assert await once.answer("b", work) == 2


async def test_an_answer_is_forgotten_soon() -> None:
    numbers, once = count(1), SingleFlight[int](lambda _: True, lasts=0.01)

    async def work() -> int:
        return next(numbers)

    assert await once.answer("a", work) == 1
    await asyncio.sleep(0.1)
    assert await once.answer("a", work) == 2
