"""What a manager makes of units before they hold: whatever is done in whatever order, nobody is in two."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.caps import TooMany
from bot.features.checkin.unit_change import concerned, preview
from bot.features.checkin.unit_draft import (
    UNITS,
    all_left_out,
    by_rows,
    digest,
    filled,
    merged,
    moved,
    settled,
    unit_named,
    with_unit,
    without_empty,
    without_unit,
)
from bot.features.checkin.units import Unit, UnitPlan
from tests.harness import TUESDAY

A, B = Unit("a", "Alpha"), Unit("b", "Beta")
DAY = TUESDAY.date()
TWO = UnitPlan(DAY, (A, B), {"ana": ("slack", "a"), "luis": ("slack", "b"), "eva": ("slack", "b")})
PEOPLE = st.sampled_from([f"p{n}" for n in range(6)])
IDS = st.sampled_from("abc")


def slack(*people: str) -> dict[str, str]:
    return dict.fromkeys(people, "slack")


def test_whoever_is_picked_moves() -> None:
    plan = moved(TWO, slack("ana", "new"), "b")
    assert plan.members() == {"a": set(), "b": {"ana", "new", "luis", "eva"}}
    assert moved(plan, slack("ana"), "").members()["b"] == {"new", "luis", "eva"}


def test_whoever_comes_with_a_group_and_is_elsewhere_is_to_be_settled() -> None:
    plan = filled(TWO, "a", slack("luis", "leo"))
    assert plan.people == {"eva": ("slack", "b"), "leo": ("slack", "a")}
    assert plan.unsettled == {"luis": ("slack", ("b", "a"))}
    assert settled(plan, {"luis": "a"}).people["luis"] == ("slack", "a")
    assert settled(plan, {"luis": ""}).unsettled == {}
    assert settled(plan, {"luis": "z", "eva": "a"}) == plan  # no unit of theirs; nothing to settle
    assert "luis" not in all_left_out(plan).people
    again = filled(plan, "a", slack("leo"))  # without him it is his old unit alone that claims him
    assert again.people["luis"] == ("slack", "b")


def test_a_unit_that_goes_leaves_its_people_in_none() -> None:
    assert without_unit(TWO, "b").people == {"ana": ("slack", "a")}
    plan = filled(TWO, "a", slack("luis"))
    assert without_unit(plan, "a").people["luis"] == ("slack", "b")


def test_two_units_become_one() -> None:
    plan = merged(filled(TWO, "a", slack("luis", "ana")), "a", "b")
    assert plan.units == (B,)
    assert plan.members() == {"b": {"ana", "luis", "eva"}}
    assert plan.unsettled == {}


def test_a_file_says_who_is_where() -> None:
    ids = (f"n{n}" for n in count())
    rows = [("ana", " beta "), ("leo", "Gamma"), ("leo", "gámma"), ("sol", "Alpha"), ("sol", "Gamma")]
    plan = by_rows(TWO, rows, "teams", lambda: next(ids), others_stay=True)
    assert [unit.name for unit in plan.units] == ["Alpha", "Beta", "Gamma"]
    assert plan.people["ana"] == ("teams", "b")
    assert plan.people["leo"] == ("teams", "n0")
    assert plan.people["luis"] == ("slack", "b")
    assert plan.unsettled == {"sol": ("teams", ("a", "n0"))}
    alone = by_rows(TWO, rows[:1], "teams", lambda: "", others_stay=False)
    assert alone.people == {"ana": ("teams", "b")}
    assert without_empty(alone).units == (B,)


def test_units_have_names_and_there_are_not_endlessly_many() -> None:
    assert unit_named(TWO, "ALPHA") == A
    assert with_unit(TWO, Unit("a", "Zulu")).units == (B, Unit("a", "Zulu"))
    many = UnitPlan(DAY, tuple(Unit(f"u{n}", f"U{n}") for n in range(UNITS.most)))
    with pytest.raises(TooMany):
        with_unit(many, A)
    with pytest.raises(TooMany):
        by_rows(many, [("ana", "one more")], "slack", lambda: "x", others_stay=True)


def test_a_preview_says_what_changes() -> None:
    before = UnitPlan(DAY, (A, B), {f"p{n}": ("slack", "ab"[n % 2]) for n in range(8)})
    after = merged(moved(before, slack("p0", "new"), "b"), "b", "a")
    told = preview(before, after, 10)
    assert [unit.id for unit in told.small] == ["a"]
    assert told.hidden == (A,)
    assert told.arriving == ("new", "p1", "p3", "p5", "p7")
    assert told.leaving == ()
    assert told.sizes == {"a": 9}
    assert [(change.before, change.after) for change in told.changes] == [("Alpha", "Alpha"), ("Beta", "")]
    assert concerned(before, with_unit(before, Unit("a", "Able"))) == {"p0", "p2", "p4", "p6"}
    assert concerned(before, moved(before, slack("p0"), "")) == {"p0"}
    assert concerned(before, moved(before, slack("p0", "p2"), "")) == {
        "p0",
        "p2",
        "p4",
        "p6",
    }  # who stays too


def test_a_digest_is_of_what_a_plan_says() -> None:
    assert digest(TWO) == digest(moved(moved(TWO, slack("ana"), "b"), slack("ana"), "a"))
    assert digest(TWO) != digest(moved(TWO, slack("ana"), "b"))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sets(PEOPLE), st.sampled_from(["", "a", "b", "c"])),
        st.tuples(st.just("fill"), st.sets(PEOPLE), IDS),
        st.tuples(st.just("settle"), st.sets(PEOPLE, max_size=2), IDS),
        st.tuples(st.just("merge"), IDS, IDS),
        st.tuples(st.just("drop"), IDS, IDS),
        st.tuples(st.just("file"), st.lists(st.tuples(PEOPLE, IDS)), st.booleans()),
    ),
    max_size=12,
)


@given(STEPS)
def test_whatever_is_done_nobody_is_in_two_units_nor_in_one_that_is_not_there(
    steps: list[tuple[str, Any, Any]],
) -> None:
    plan = UnitPlan(DAY)
    for what, first, second in steps:
        if what in ("move", "fill") and second and not plan.unit(second):
            plan = with_unit(plan, Unit(second, second))
        if what == "move":
            plan = moved(plan, slack(*first), second)
        elif what == "fill":
            plan = filled(plan, second, slack(*first))
        elif what == "settle":
            plan = settled(plan, dict.fromkeys(first, second))
        elif what == "merge" and first != second and plan.unit(first) and plan.unit(second):
            plan = merged(plan, first, second)
        elif what == "drop":
            plan = without_unit(plan, first)
        elif what == "file":
            plan = (
                by_rows(plan, first, "slack", iter("abcdef").__next__, others_stay=second)
                if not plan.units
                else plan
            )
        ids = {unit.id for unit in plan.units}
        assert len(ids) == len(plan.units)
        assert {unit for _, unit in plan.people.values()} <= ids
        assert not plan.people.keys() & plan.unsettled.keys()
        assert all(len(set(claimed)) > 1 and set(claimed) <= ids for _, claimed in plan.unsettled.values())
