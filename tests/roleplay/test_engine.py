"""The engine: any order of presses keeps to the rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.scenarios import Scenario
from bot.features.roleplay import model, paths
from bot.features.roleplay.debrief import debrief
from bot.features.roleplay.model import ContactState
from tests.roleplay.sample import BILL, FIXED_ANGRY, PARCEL, SOLVED, with_samples


def scenario(id: str = PARCEL) -> Scenario:
    return with_samples().scenarios[id]


def played(id: str, *lines: str) -> ContactState:
    found, state = scenario(id), model.start(scenario(id))
    for line in lines:
        state = model.take(found, state, line, state.turn)
    return state


def test_the_best_replies_solve_it() -> None:
    state = played(PARCEL, *SOLVED)
    assert (state.ending, state.tension, state.progress) == ("solved", 15, 100)
    assert not state.open


@pytest.mark.parametrize(
    ("lines", "ending"),
    [
        (("cut-short",), "hung-up"),
        (("name-it", "other-team"), "passed-on"),
        (FIXED_ANGRY, "fixed-angry"),
        ((*SOLVED[:-1], "anything-else"), "agreed"),
        (("name-it", "form", "soothe", "wait", "later", "survey"), "open"),
    ],
)
def test_other_replies_end_otherwise(lines: tuple[str, ...], ending: str) -> None:
    assert played(PARCEL, *lines).ending == ending


def test_two_warnings_and_the_end_is_a_right_ending() -> None:
    assert played(BILL, "first-warning", "second-warning", "end-it").ending == "protocol-ended"
    assert played(BILL, "back", "zero").ending == "protocol-ended"


LINES = st.sampled_from(sorted({line.id for node in scenario().nodes.values() for line in node.lines}))


@given(st.lists(st.tuples(LINES, st.integers(0, 8))))
@settings(max_examples=200)
def test_any_presses_keep_the_numbers_within_range_and_the_path_whole(presses: list[tuple[str, int]]) -> None:
    found, state = scenario(), model.start(scenario())
    for line, turn in presses:
        after = model.take(found, state, line, turn)
        if turn != state.turn or not state.open:
            assert after == state
        assert after.turn in (state.turn, state.turn + 1)
        assert after.path[: state.turn] == state.path
        state = after
        assert 0 <= state.tension <= 100
        assert 0 <= state.progress <= 100
        assert model.fits(found, state)
        assert bool(state.node) != bool(state.ending)


def test_a_second_press_on_the_same_button_has_no_effect() -> None:
    once = model.take(scenario(), model.start(scenario()), "name-it", 0)
    assert model.take(scenario(), once, "name-it", 0) == once


def test_what_was_rewritten_under_a_play_does_not_fit_it_any_more() -> None:
    state = played(PARCEL, "name-it")
    rest = {id: node for id, node in scenario().nodes.items() if id != "order"}
    assert not model.fits(replace(scenario(), nodes=rest), state)


def brute(found: Scenario, state: ContactState) -> list[ContactState]:
    if not state.open:
        return [state]
    lines = found.nodes[state.node].lines
    return [end for line in lines for end in brute(found, model.after(found, state, line))]


@pytest.mark.parametrize("id", [PARCEL, BILL])
def test_the_ways_are_all_counted(id: str) -> None:
    found = scenario(id)
    every = [state.ending for state in brute(found, model.start(found))]
    assert paths.endings(found) == {ending: every.count(ending) for ending in found.endings}


def test_kind_words_alone_do_not_win_and_a_fix_alone_does_not() -> None:
    found = scenario()
    for state in brute(found, model.start(found)):
        if found.endings[state.ending].right:
            assert state.tension < 30
            assert state.progress >= 80


def test_the_table_names_every_ending() -> None:
    table = paths.table([scenario(PARCEL), scenario(BILL)])
    assert "late-parcel   solved          right  tension < 20, progress >= 100  1" in table.splitlines()
    assert "the protocol" in table


def test_a_wrong_ending_turned_where_a_better_line_was_missed_most() -> None:
    state = played(PARCEL, "name-it", "form", "truth", "two-ways", "do-it", "recap")
    found = debrief(scenario(), state.path, right=False)
    assert (found.turning, found.missed) == (1, 1)
    better = found.way[1].better
    assert better
    assert better.id == "look"


def test_a_right_ending_turned_where_the_customer_came_down() -> None:
    found = debrief(scenario(), played(PARCEL, *SOLVED).path, right=True)
    assert (found.turning, found.missed) == (0, None)
    good = debrief(scenario(), played(PARCEL, *SOLVED[:-1], "anything-else").path, right=True)
    assert (good.turning, good.missed) == (0, 5)
