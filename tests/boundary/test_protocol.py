"""The state machine: every policy, every order of presses, against a recount of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.phrasebook import Phrasebook
from bot.core.policy import DEFAULT, AbuseKind, ContactEnding, Policy, of_data, to_data
from bot.features.boundary import facts, protocol
from bot.features.boundary.fact_cards import facts_text
from bot.features.boundary.model import Incident
from bot.features.boundary.paths import paths_table
from bot.features.boundary.protocol import OPEN, ContactCourse, EventKind, ProtocolMove, ProtocolStep
from bot.features.boundary.viewer import BoundaryViewer
from tests.boundary.recount import Pile

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
Pressed = tuple[
    ProtocolMove | AbuseKind, int, int
]  # what, on a card so many turns old, after so many seconds
presses: st.SearchStrategy[list[Pressed]] = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(ProtocolMove), st.sampled_from(AbuseKind)),
        st.sampled_from((0, 0, 0, 1, 2)),
        st.sampled_from((0, 5, 30, 60, 61, 600)),
    ),
    max_size=30,
)


def after(course: ContactCourse, rules: Policy, what: Pressed, now: datetime) -> ContactCourse:
    move, back, _ = what
    if isinstance(move, AbuseKind):
        return protocol.zero(course, rules, move, now)
    return protocol.press(course, rules, move, course.turn - back, now)


def walked(rules: Policy, pressed: list[Pressed]) -> list[tuple[ContactCourse, datetime]]:
    """Returns every state with its time."""
    states = [(protocol.start("phone", T0), T0)]
    for what in pressed:
        now = states[-1][1] + timedelta(seconds=what[2])
        states.append((after(states[-1][0], rules, what, now), now))
    return states


def counted(rules: Policy, pressed: list[Pressed]) -> list[Pile]:
    """Returns what a recount says after each press."""
    piles = [Pile(rules, T0)]
    for what in pressed:
        last = piles[-1]
        pile = Pile(rules, last.now, list(last.pressed), list(last.lost), last.mistake)
        pile.began = T0
        pile.press(*what)
        piles.append(pile)
    return piles


def sentence(book: Phrasebook, rules: Policy, course: ContactCourse) -> str:
    incident = Incident("T1", "i", "ana", "test", "Ana", "en", "s", rules, (), course)
    return facts_text(BoundaryViewer(book, "en", T0), incident)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(policies, presses)
def test_every_record_says_what_a_recount_says(
    book: Phrasebook, rules: Policy, pressed: list[Pressed]
) -> None:
    for (course, _), pile in zip(walked(rules, pressed), counted(rules, pressed), strict=True):
        assert sentence(book, rules, course) == pile.sentence()
        if not pile.mistake:
            assert list(course.warned) == pile.calls[-1].said
            assert course.open == (pile.calls[-1].closing is None)


@given(policies, presses)
def test_no_record_claims_a_warning_that_nobody_confirmed(rules: Policy, pressed: list[Pressed]) -> None:
    for course, _ in walked(rules, pressed):
        confirmed = sum(what is ProtocolMove.SAID and not back for what, back, _ in pressed)
        said = [at for contact in facts.contact_facts(course, rules) for at in contact.warned]
        assert len(said) <= confirmed
        assert len(course.warned) <= rules.warnings


@given(policies, presses)
def test_the_policy_was_followed_only_where_it_was(rules: Policy, pressed: list[Pressed]) -> None:
    (course, _), pile = walked(rules, pressed)[-1], counted(rules, pressed)[-1]
    if pile.mistake:
        return
    each = [pile.followed(number) for number in range(len(pile.calls))]
    ended = [answer for answer in each if answer is not None]
    assert facts.followed(course, rules) == (all(ended) if ended else None)


@given(policies, presses)
def test_no_state_is_a_dead_end(rules: Policy, pressed: list[Pressed]) -> None:
    for course, _ in walked(rules, pressed):
        moves = set(protocol.moves(course, rules))
        assert moves - {ProtocolMove.LEAVE, ProtocolMove.UNDO} or course.step is ProtocolStep.MISTAKE
        assert not course.open or {ProtocolMove.STOPPED, ProtocolMove.HUNG_UP} <= moves


@given(policies, presses)
def test_a_contact_ends_only_as_the_policy_has_it(rules: Policy, pressed: list[Pressed]) -> None:
    for course, _ in walked(rules, pressed):
        forbidden = ProtocolStep.TRANSFERRED if rules.ending is ContactEnding.END else ProtocolStep.ENDED
        assert course.step is not forbidden
        assert not course.zero or course.kind in rules.zero_tolerance or course.kind is not None


@given(policies, presses)
def test_a_stale_button_changes_nothing(rules: Policy, pressed: list[Pressed]) -> None:
    states = [course for course, _ in walked(rules, pressed)]
    for before, now, (what, back, _) in zip(states, states[1:], pressed, strict=False):
        assert now.turn in (before.turn, before.turn + 1)
        if back and isinstance(what, ProtocolMove):
            assert now == before


@given(policies, presses, st.sampled_from(ProtocolMove))
def test_the_same_press_twice_has_one_effect(
    rules: Policy, pressed: list[Pressed], move: ProtocolMove
) -> None:
    course, now = walked(rules, pressed)[-1]
    once = protocol.press(course, rules, move, course.turn, now)
    twice = protocol.press(once, rules, move, course.turn, now + timedelta(seconds=1))
    assert twice == once


@given(policies, presses, st.sampled_from(AbuseKind))
def test_the_same_door_twice_has_one_effect(rules: Policy, pressed: list[Pressed], kind: AbuseKind) -> None:
    course, now = walked(rules, pressed)[-1]
    once = protocol.zero(course, rules, kind, now)
    assert protocol.zero(once, rules, kind, now + timedelta(seconds=1)) == once


@given(policies, presses)
def test_a_closed_contact_says_when_and_an_open_one_does_not(rules: Policy, pressed: list[Pressed]) -> None:
    for course, _ in walked(rules, pressed):
        assert (course.closed is None) == (course.step in OPEN)


@given(policies, presses)
def test_what_happened_is_never_rewritten(rules: Policy, pressed: list[Pressed]) -> None:
    states = [course for course, _ in walked(rules, pressed)]
    for before, now in pairwise(states):
        assert now.events[: len(before.events)] == before.events


@settings(max_examples=30)
@given(policies)
def test_every_way_through_ends(rules: Policy) -> None:
    ways = list(protocol.walks(rules, T0))
    assert all(not course.open for _, course in ways)
    assert len({taken for taken, _ in ways}) == len(ways)
    for taken, course in ways:
        full = taken.count(ProtocolMove.SAID) == rules.warnings or ProtocolMove.ZERO in taken
        finished = taken[-1] in {ProtocolMove.ENDED, ProtocolMove.TRANSFERRED}
        assert facts.followed(course, rules) == (full if finished else None)


def test_after_what_needs_no_warning_the_report_goes_by_itself() -> None:
    rules = policy()
    course = protocol.zero(protocol.start("phone", T0), rules, AbuseKind.THREAT, T0)
    assert (course.step, course.kind) == (ProtocolStep.ZERO, AbuseKind.THREAT)
    assert protocol.press(course, rules, ProtocolMove.ENDED, 2, T0).reported == T0


def test_what_the_policy_does_not_name_only_changes_the_words() -> None:
    course = protocol.zero(protocol.start("phone", T0), policy(zero=()), AbuseKind.SEXUAL, T0)
    assert (course.step, course.kind) == (ProtocolStep.WARNING, AbuseKind.SEXUAL)


def test_the_shipped_policy_prints_all_its_paths(book: Phrasebook) -> None:
    lines = paths_table(book.protocols[DEFAULT]).splitlines()
    assert lines[0].split() == ["presses", "warnings", "said", "outcome", "policy", "supervisor", "told"]
    assert any("said → said → ended" in line and "followed" in line for line in lines)
    assert any(line.startswith("words shown → ended") and "ended early" in line for line in lines)


def test_a_policy_comes_back_from_what_is_kept(book: Phrasebook) -> None:
    assert of_data(to_data(book.protocols[DEFAULT])) == book.protocols[DEFAULT]


@pytest.mark.parametrize("rules", POLICIES[:6])
def test_unknown_data_is_no_policy(rules: Policy) -> None:
    with pytest.raises(ValueError, match="rudeness"):
        of_data({**to_data(rules), "zero_tolerance": ["rudeness"]})


def test_an_event_is_named_once() -> None:
    assert len({kind.value for kind in EventKind}) == len(EventKind)
