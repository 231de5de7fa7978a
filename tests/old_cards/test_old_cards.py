"""Old cards still work: every button and form of the recording is answered as it was, over the wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count, product

import pytest

from tests.old_cards import recording
from tests.old_cards.recording import Session
from tests.old_cards.session import PLATFORMS, session
from tests.old_cards.wire import Json, Wire, play
from tests.old_cards.world import World

SESSIONS = recording.read()
EDGES_OWN = {("press", "slack.again"), ("press", "teams.again")}  # what an edge answers itself
# In Slack the way back is a button of the view, with all that was typed: a dialogue of its own tests it.
OF_VIEWS = {"slack": {("form", "team.item.back")}, "teams": set[tuple[str, str]]()}
VALUES = 5  # of an action are pressed where nothing is left
PLACES = ("message", "chat", "channel", "dialog")


@pytest.mark.parametrize("recorded", SESSIONS, ids=[each.name for each in SESSIONS])
async def test_a_session_of_old_cards_goes_as_it_went(recorded: Session) -> None:
    async with session(recorded.platform, recorded.journey) as (wire, app):
        for step in recorded.steps:
            seen = await play(wire, app, step)
            assert [each.line() for each in seen] == step["seen"], _told(step)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_old_card_is_known_where_nothing_is_left_of_what_it_was_about(platform: str) -> None:
    tenants = count(1)
    async with session(platform, "nothing is left") as (wire, app):
        unknown = await _titles_of_unknown_presses(wire, app)
        for step in _once(platform):
            wire.tenant = f"T{next(tenants)}"
            seen = await play(wire, app, {**step, "who": "rosa"})
            assert seen, _told(step)
            assert not unknown & {each.title for each in seen}, _told(step)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_action_is_among_them(platform: str) -> None:
    async with session(platform, "every action") as (_, app):
        pressed = {action for on, action in recording.pressed(SESSIONS) if on == platform}
        assert app.actions() - OF_VIEWS[platform] <= pressed
        assert pressed - EDGES_OWN <= app.actions(), "an old card has a button that is not known any more"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_select_in_which_nothing_is_chosen_changes_nothing(platform: str) -> None:
    async with session(platform, "nothing is chosen") as (wire, app):
        actions = [action for kind, action in sorted(app.actions()) if kind == "press"]
        assert len(actions) > 100
        for action, place in product(actions, PLACES):
            step = {"who": "rosa", "does": "press", "place": place, "sent": wire.unchosen(action)}
            assert await play(wire, app, step) == [], step


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_select_that_was_recorded_can_be_left_without_a_value(platform: str) -> None:
    steps = {recording.action(step): step for step in _once(platform) if _chosen(step)}
    assert len(steps) > 10
    async with session(platform, "nothing is chosen") as (wire, app):
        for step in steps.values():
            seen = await play(wire, app, {**step, "who": "rosa", "sent": {**step["sent"], **_chosen(step)}})
            assert seen == [], step


def _chosen(step: Json) -> Json:
    """Returns what of a press says which option was chosen, as it is where none was; {} for a button."""
    sent = step.get("sent", {})
    if "selected_option" in sent:
        return {"selected_option": None}
    return {sent["input"]: ""} if "input" in sent else {}


def _once(platform: str) -> Iterator[Json]:
    """Yields buttons and forms of every action that was recorded on a platform, each value once."""
    steps = (step for each in SESSIONS if each.platform == platform for step in each.steps)
    different = {_what(step): step for step in steps if recording.action(step)}.values()
    times: Counter[str] = Counter()
    for step in different:
        times[recording.action(step)] += 1
        if times[recording.action(step)] <= VALUES:
            yield step


async def _titles_of_unknown_presses(wire: Wire, app: World) -> set[str]:
    found: set[str] = set()
    for place in PLACES:
        sent = wire.button("no.such.action", "")
        seen = await play(wire, app, {"who": "rosa", "does": "press", "place": place, "sent": sent})
        assert len(seen) == 1
        found |= {each.title for each in seen}
    return found


def _what(step: Json) -> str:
    """Returns what tells one press from another: neither who pressed nor how the card was laid out."""
    sent = {name: part for name, part in step["sent"].items() if name not in {"action_id", "shown"}}
    chosen = sent.pop("selected_option", {})
    return str((recording.action(step), sent, chosen and chosen["value"], step["place"]))


def _told(step: Json) -> str:
    return str({name: part for name, part in step.items() if name not in {"who", "seen"}})
