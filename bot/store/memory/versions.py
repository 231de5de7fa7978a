"""Values that carry a version: what was changed since it was read is not written over."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import Field, replace
from typing import Any, ClassVar, Protocol, TypeVar


class VersionedValue(Protocol):
    """A stored value, a dataclass; its version is as it was read, 0 for a new one."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def tenant(self) -> str: ...

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> int: ...


Value = TypeVar("Value", bound=VersionedValue)
Key = tuple[str, str]


def with_changes(
    stored: Mapping[Key, Value], changed: Sequence[Value], open_for: Callable[[Value], Hashable]
) -> dict[Key, Value] | None:
    """Returns all that is stored with the changes, one version on; None where another came first.

    `open_for` gives whose open one it is, None for one that is not open: nobody may have two.
    """
    after = dict(stored)
    for value in changed:
        key = (value.tenant, value.id)
        if value.version != (after[key].version if key in after else 0):
            return None
        after[key] = replace(value, version=value.version + 1)
    holders = [holder for value in after.values() if (holder := open_for(value)) is not None]
    return after if len(holders) == len(set(holders)) else None
