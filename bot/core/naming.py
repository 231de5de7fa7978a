"""From what somebody typed to the method, pitfall, persona or teaching they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from bot.core.matching import NameMatcher, bare
from bot.core.words import Localized

_MATCHER = NameMatcher(shortest_start=3, alike=0.8)  # “fou” begins Four actions; “herd” is HEARD


class NamedThing(Protocol):
    """Something that people ask for by name."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> Localized: ...

    @property
    def also(self) -> tuple[str, ...]: ...


Thing = TypeVar("Thing", bound=NamedThing)


def match_name(things: Mapping[str, Thing], text: str) -> Thing | None:
    """Returns the thing whose name is `text`, or begins with it, or is nearly it; None if there is none."""
    names = {bare(name): thing for thing in things.values() for name in _names(thing)}
    return _MATCHER.match((names,), text)


def _names(thing: NamedThing) -> tuple[str, ...]:
    return (thing.id, *thing.name.values(), *thing.also)
