"""Many things, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """Yields the items in tuples of `size`, the last one shorter."""
    source = iter(items)
    while some := tuple(islice(source, size)):
        yield some
