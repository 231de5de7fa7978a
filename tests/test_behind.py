"""Work that an answer leaves behind."""

from __future__ import annotations

import asyncio

from bot.coach.behind import Behind


async def test_nobody_waits_and_all_is_done_in_the_end() -> None:
    done: list[int] = []
    behind = Behind(lambda error: None)

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)
        if number < 3:
            behind.later(work(number + 1))

    behind.later(work(1))
    assert done == []
    await behind.settled()
    assert done == [1, 2, 3]


async def test_what_fails_is_reported_and_nothing_worse() -> None:
    reported: list[BaseException] = []
    behind = Behind(reported.append)

    async def fall() -> None:
        raise RuntimeError("on purpose")

    behind.later(fall())
    await behind.settled()
    assert [str(error) for error in reported] == ["on purpose"]
