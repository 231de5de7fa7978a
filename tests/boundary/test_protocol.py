"""The state machine: every policy, every order of presses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.phrasebook import Phrasebook
from bot.core.policy import DEFAULT, AbuseKind, ContactEnding, Policy, of_data, to_data
from bot.features.boundary import protocol
from bot.features.boundary.protocol import OPEN, ContactCourse, ProtocolMove, ProtocolStep, paths_table

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


def policy(
    warnings: int = 2,
    ending: ContactEnding = ContactEnding.END,
    zero: tuple[AbuseKind, ...] = (AbuseKind.THREAT,),
) -> Policy:
    return Policy(warnings, ending, zero, (), "", 5, False, 15, 365, {})


ZEROS = [kinds for size in range(3) for kinds in combinations(AbuseKind, size)]
POLICIES = [policy(*parts) for parts in product((1, 2, 3), ContactEnding, ZEROS)]
policies = st.sampled_from(POLICIES)
presses = st.lists(st.tuples(st.sampled_from(ProtocolMove), st.integers(0, 3)), max_size=25)


def walked(found: Policy, pressed: list[tuple[ProtocolMove, int]]) -> list[ContactCourse]:
    """Returns every state after presses of buttons made `back` turns ago, a minute apart."""
    states = [protocol.start("phone", T0)]
    for minute, (move, back) in enumerate(pressed, 1):
        now = T0 + timedelta(minutes=minute)
        states.append(protocol.press(states[-1], found, move, states[-1].turn - back, now))
    return states


@given(policies, presses)
def test_no_state_is_a_dead_end(found: Policy, pressed: list[tuple[ProtocolMove, int]]) -> None:
    for course in walked(found, pressed):
        shown = [move for move in protocol.moves(course, found) if move is not ProtocolMove.LEAVE]
        assert shown
        if course.open:
            closing = {ProtocolMove.STOPPED, ProtocolMove.ENDED, ProtocolMove.TRANSFERRED}
            assert closing & set(shown)


@given(policies, presses)
def test_no_warning_is_skipped_or_repeated(found: Policy, pressed: list[tuple[ProtocolMove, int]]) -> None:
    states = walked(found, pressed)
    for before, after in pairwise(states):
        assert after.warned[: len(before.warned)] == before.warned
        assert len(after.warned) - len(before.warned) in (0, 1)
        assert len(after.warned) <= found.warnings
        assert len(set(after.warned)) == len(after.warned)
        ended = after.step in {ProtocolStep.ENDED, ProtocolStep.TRANSFERRED}
        assert not ended or after.zero or len(after.warned) == found.warnings


@given(policies, presses)
def test_a_contact_ends_only_where_the_policy_allows_it(
    found: Policy, pressed: list[tuple[ProtocolMove, int]]
) -> None:
    for course in walked(found, pressed):
        forbidden = ProtocolStep.TRANSFERRED if found.ending is ContactEnding.END else ProtocolStep.ENDED
        assert course.step is not forbidden
        assert not course.zero or found.zero_tolerance


@given(policies, presses)
def test_a_stale_button_changes_nothing(found: Policy, pressed: list[tuple[ProtocolMove, int]]) -> None:
    states = walked(found, pressed)
    for before, after, (_, back) in zip(states, states[1:], pressed, strict=False):
        assert after.turn in (before.turn, before.turn + 1)
        if back:
            assert after == before


@given(policies, presses, st.sampled_from(ProtocolMove))
def test_the_same_press_twice_has_one_effect(
    found: Policy, pressed: list[tuple[ProtocolMove, int]], move: ProtocolMove
) -> None:
    course = walked(found, pressed)[-1]
    later = T0 + timedelta(hours=1)
    once = protocol.press(course, found, move, course.turn, later)
    twice = protocol.press(once, found, move, course.turn, later + timedelta(seconds=1))
    assert twice == once


@given(policies, presses)
def test_a_closed_contact_says_when_and_an_open_one_does_not(
    found: Policy, pressed: list[tuple[ProtocolMove, int]]
) -> None:
    for course in walked(found, pressed):
        assert (course.closed is None) == (course.step in OPEN)


@settings(max_examples=20)
@given(policies)
def test_every_way_through_ends(found: Policy) -> None:
    ways = list(protocol.paths(found, T0))
    assert all(not course.open for _, course in ways)
    assert len({taken for taken, _ in ways}) == len(ways)
    assert {taken[-1] for taken, _ in ways} <= {
        ProtocolMove.STOPPED,
        ProtocolMove.ENDED,
        ProtocolMove.TRANSFERRED,
    }


def test_a_reopened_contact_is_where_it_was() -> None:
    found, now = policy(), T0 + timedelta(minutes=1)
    warned = protocol.press(protocol.start("chat", T0), found, ProtocolMove.AGAIN, 1, now)
    stopped = protocol.press(warned, found, ProtocolMove.STOPPED, warned.turn, now)
    again = protocol.press(stopped, found, ProtocolMove.REOPEN, stopped.turn, now)
    assert (again.step, again.warned, again.closed) == (ProtocolStep.WARNING, warned.warned, None)
    assert protocol.press(again, found, ProtocolMove.ENDED, again.turn, now).step is ProtocolStep.ENDED


def test_after_a_threat_the_report_goes_by_itself() -> None:
    found = policy()
    zero = protocol.press(protocol.start("phone", T0), found, ProtocolMove.THREAT, 1, T0)
    assert (zero.step, zero.kind) == (ProtocolStep.ZERO, AbuseKind.THREAT)
    assert protocol.press(zero, found, ProtocolMove.ENDED, 2, T0).reported == T0


def test_the_shipped_policy_prints_all_its_paths(book: Phrasebook) -> None:
    lines = paths_table(book.protocols[DEFAULT]).splitlines()
    assert lines[0].split() == ["presses", "warnings", "outcome", "supervisor", "told"]
    assert len(lines) == 8
    assert any("start → again → ended " in line for line in lines)


def test_a_policy_comes_back_from_what_is_kept(book: Phrasebook) -> None:
    assert of_data(to_data(book.protocols[DEFAULT])) == book.protocols[DEFAULT]


@pytest.mark.parametrize("found", POLICIES[:6])
def test_unknown_data_is_no_policy(found: Policy) -> None:
    with pytest.raises(ValueError, match="rudeness"):
        of_data({**to_data(found), "zero_tolerance": ["rudeness"]})
