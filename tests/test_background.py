"""What many parts need beside an answer: each of it once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.core.background import BackgroundTasks, Batcher, Bounded, RateLimit, Seen


async def test_nobody_waits_and_all_is_done_in_the_end() -> None:
    done: list[int] = []
    background = BackgroundTasks(lambda error: None)

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)
        if number < 3:
            background.later(work(number + 1))

    background.later(work(1))
    assert done == []
    await background.settled()
    assert done == [1, 2, 3]


async def test_what_fails_is_reported_and_nothing_worse() -> None:
    reported: list[BaseException] = []
    background = BackgroundTasks(reported.append)

    async def fall() -> None:
        raise RuntimeError("on purpose")

    background.later(fall())
    await background.settled()
    assert [str(error) for error in reported] == ["on purpose"]


async def test_whoever_waits_for_so_long_and_no_longer_stops_nothing() -> None:
    background, goes = BackgroundTasks(lambda error: None), asyncio.Event()
    task = background.later(goes.wait())
    await background.settled(0.01)
    assert not task.done()
    goes.set()
    await background.settled()
    assert await task


async def test_what_comes_while_a_batch_is_under_way_waits_for_the_next_one() -> None:
    batches: list[list[int]] = []

    async def work(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        await asyncio.sleep(0)
        return [item * 10 for item in items]

    together = Batcher(work)
    assert await asyncio.gather(*(together(n) for n in range(5))) == [0, 10, 20, 30, 40]
    assert await together(9) == 90
    assert [n for batch in batches for n in batch] == [0, 1, 2, 3, 4, 9]
    assert len(batches) < 5


async def test_an_error_goes_to_all_of_its_batch_and_to_nobody_else() -> None:
    async def work(items: Sequence[int]) -> list[int]:
        if 2 in items:
            raise OSError("the disk is full")
        return list(items)

    together = Batcher(work)
    with pytest.raises(OSError, match="full"):
        await together(2)
    assert await together(3) == 3


async def test_somebody_who_gives_up_takes_nobody_along() -> None:
    going, goes = asyncio.Event(), asyncio.Event()

    async def work(items: Sequence[int]) -> list[int]:
        going.set()
        await goes.wait()
        return list(items)

    together = Batcher(work)
    one, other = asyncio.create_task(together(1)), asyncio.create_task(together(2))
    await going.wait()
    one.cancel()
    goes.set()
    assert await other == 2
    with pytest.raises(asyncio.CancelledError):
        await one


async def test_a_batch_comes_together_for_a_while_and_is_no_larger_than_it_may_be() -> None:
    batches: list[list[int]] = []

    async def work(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        return list(items)

    together = Batcher(work, most=2, gather=0.01)
    first = asyncio.create_task(together(1))
    await asyncio.sleep(0)
    assert list(await asyncio.gather(together(2), together(3))) == [2, 3]
    assert await first == 1
    assert batches == [[1, 2], [3]]


def test_the_oldest_goes_where_it_is_full() -> None:
    memory: Bounded[str, int] = Bounded(2)
    memory["a"], memory["b"] = 1, 2
    memory["a"] = 3  # the newest again
    memory["c"] = 4
    assert list(memory.items()) == [("a", 3), ("c", 4)]
    assert memory.setdefault("d", 5) == 5
    memory.update(e=6)
    assert list(memory) == ["d", "e"]
    assert memory.pop("d") == 5
    memory["f"] = 7
    assert list(reversed(memory)) == ["f", "e"]


def test_what_was_seen_is_new_once() -> None:
    seen: Seen[str] = Seen(2)
    assert seen.is_new("a")
    assert not seen.is_new("a")
    seen.forget("a")
    assert seen.is_new("a")
    assert seen.is_new("b")
    assert seen.is_new("c")
    assert seen.is_new("a")  # the oldest was forgotten


def test_each_may_so_often_in_a_while_and_the_oldest_is_forgotten() -> None:
    now = 0.0
    limit = RateLimit[str](lambda: now, most=2, within=60.0, remembered=2)
    assert [limit.allows(who) for who in ("a", "a", "a", "b")] == [True, True, False, True]
    now = 59.0
    assert not limit.allows("a")
    now = 60.0
    assert limit.allows("a")
    assert limit.allows("c")  # a, who came first, is not known any more
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
