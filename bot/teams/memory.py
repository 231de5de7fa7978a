"""A bounded memory of what was seen."""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 4_096


class Memory:
    """Remembers the last few thousand conversations; loses them with the process, which is harmless."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()

    def add(self, key: str) -> bool:
        """Returns whether `key` is new."""
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    def forget(self, key: str) -> None:
        """Makes `key` new again."""
        self._seen.pop(key, None)
