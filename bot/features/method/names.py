"""From what somebody typed to the method, pitfall or persona they mean."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from typing import Protocol, TypeVar

from bot.core.words import Localized

ALIKE = 0.8  # from here on two spellings are one name: “herd”, “calma”
SHORTEST_START = 3  # letters that are enough to begin a name: “fou” is Four actions


class NamedThing(Protocol):
    """Something that people ask for by name."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> Localized: ...

    @property
    def also(self) -> tuple[str, ...]: ...


Thing = TypeVar("Thing", bound=NamedThing)


def meant(things: Mapping[str, Thing], text: str) -> Thing | None:
    """Returns the thing whose name is `text`, or begins with it, or is nearly it; None if there is none."""
    asked = _bare(text)
    names = {_bare(name): thing for thing in things.values() for name in _names(thing)}
    if not asked or asked in names:
        return names.get(asked)
    begun = [name for name in names if len(asked) >= SHORTEST_START and name.startswith(asked)]
    near = begun or difflib.get_close_matches(asked, names, n=1, cutoff=ALIKE)
    return names[near[0]] if near else None


def _names(thing: NamedThing) -> tuple[str, ...]:
    return (thing.id, *thing.name.values(), *thing.also)


def _bare(text: str) -> str:
    # “C.A.L.M.”, “calm” and “Método” without what people leave out: case, accents, dots, spaces.
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if character.isalnum())
