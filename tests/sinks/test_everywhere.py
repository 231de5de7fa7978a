"""Marks in every text that a person can type, over the wires of both platforms."""

from __future__ import annotations

import pytest

from tests.old_cards.journeys import JOURNEYS, ONLY_ON, in_units
from tests.old_cards.session import PLATFORMS
from tests.sinks.poisoned import poisoned

DANGERS = ("self-harm", "violence", "bomb", "medical", "third-party-abuse", "sexual-harassment", "hate")
WORDS = [
    f"boundary.words {channel}_{code}" for channel in ("phone", "chat", "email") for code in ("en", "es")
]
TAKEN = {  # what may hold any text: it is not only typed with marks in it, but stored and shown
    "looked up": ["lookup.ask text", "boundary.noted note"],
    "at home": ["lookup.ask text"],
    "played": [],  # its answer has the button of the form again, which looks as if it was refused
    "in danger": ["safety.edit reviewer", *(f"safety.edit steps_{d}" for d in DANGERS)],
    "warned": ["boundary.noted note", "restrict.set note", *WORDS],
    "helped": [],
    "checked in": ["group.keep name"],
    "planned": ["group.keep name"],
    "managed": ["group.keep name", "team.trigger.save text"]
    + [f"team.offer.save {field}" for field in ("what", "limit", "approver", "unless")],
    "in a round": ["round.begin own", "round.replied reply"],
    "reported": [],
    "counted": [],
    "shift begun": ["group.keep name"],
    "taken along": ["group.keep name"],
}
WALKS = [
    (platform, name) for platform in PLATFORMS for name in TAKEN if ONLY_ON.get(name, platform) == platform
]


@pytest.mark.parametrize(("platform", "name"), WALKS)
async def test_whatever_is_typed_does_nothing_where_it_comes_out(platform: str, name: str) -> None:
    async with poisoned(platform, name) as walk:
        await JOURNEYS[name](walk, "")
        assert walk.wrong() == []
        assert {f"{action} {field}" for action, field in walk.taken} >= set(TAKEN[name])


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whatever_fills_a_gap_does_nothing_where_it_comes_out(platform: str) -> None:
    async with poisoned(platform, "gaps") as walk:
        await walk.types("ana", "calm yelling #chat")
        await walk.presses("ana", "lookup.fill")
        await walk.sends("ana", "lookup.fill", reason="two charges", name="Eva")
        await walk.presses("ana", "lookup.save")
        await walk.presses("ana", "lookup.show", begins="yelling|chat||1|")
        await walk.presses("ana", "lookup.outcome")
        assert walk.wrong() == []
        assert {f"{action} {field}" for action, field in walk.taken} >= {"lookup.fill reason"}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whatever_a_unit_is_called_does_nothing_where_it_comes_out(platform: str) -> None:
    async with poisoned(platform, "units") as walk:
        await in_units(walk, "")
        assert walk.wrong() == []
        assert ("checkin.units.keep", "name") in walk.taken
