"""Whoever does it again and again: what a manager sets, and what the next agent sees, by ticket alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core import card as c
from bot.core.policy import DEFAULT, PolicyPart
from bot.features.boundary.model import RestrictionKind, ticket_key
from tests.boundary.actor import Seat
from tests.boundary.test_manager import marta
from tests.harness import Harness


async def restrict(boss: Seat, **fields: str) -> str:
    """A manager sets what holds for ticket 48213, or as the fields say."""
    await boss.types("boundary restrict")
    await boss.presses("A new one")
    return await boss.sends(**{"ticket": "Case-77", "kind": "writing", **fields})


async def test_a_manager_sets_it_and_gets_the_letter_in_both_languages(app: Harness) -> None:
    boss = marta(app)
    assert await boss.types("boundary restrict") == "Restrict contacts"
    assert "Nothing is restricted." in boss.text
    await boss.presses("A new one")
    assert boss.field("review").value == "2027-02-22"
    await boss.sends(ticket="Case-77", kind="writing", note="She calls for her mother, eve@example.com.")
    assert boss.title == "Ticket Case-77"
    assert "answered in writing only. To be looked at again on 2027-02-22." in boss.text
    assert "She calls for her mother, •••" in boss.quotes[0]
    assert boss.languages == ["en", "es"]
    assert "in writing only" in boss.wordings[0]
    await boss.presses("All of them")
    assert boss.rows == (("Case-77", "answered in writing only", "2027-02-22"),)


async def test_the_next_agent_sees_it_by_the_ticket_however_it_is_written(app: Harness, ana: Seat) -> None:
    await restrict(marta(app), note="Answer in writing; Luis knows the case.")
    assert await ana.types("boundary ticket #case-77") == "Boundary · first warning"
    assert "Ticket Case-77:** answered in writing only" in ana.text
    assert "Luis knows the case." in ana.quotes[0]
    assert "Marta" not in ana.text
    await ana.presses("I said it")
    assert "answered in writing only" in ana.text


async def test_it_shows_when_the_ticket_comes_later(app: Harness, ana: Seat) -> None:
    await restrict(marta(app))
    await ana.types("boundary")
    assert "Case-77" not in ana.text
    await ana.opens("Ticket reference")
    await ana.sends(ticket="CASE-77")
    assert "answered in writing only" in ana.text
    assert "Ticket: CASE-77" in ana.labels
    luis = Seat(app, "Luis", "es")
    await luis.types("límite")
    await luis.presses("Ya paró")
    await luis.opens("Agregar una nota")
    await luis.sends(ticket="case-77")
    assert "**Caso Case-77:** se atiende solo por escrito" in luis.text


async def test_a_ticket_of_nobody_and_a_strange_one_show_nothing(app: Harness, ana: Seat) -> None:
    await restrict(marta(app))
    await ana.types("boundary ticket 48213")
    assert "answered in writing" not in ana.text
    await ana.types("límite caso 4111111111111111")
    assert "no card number" in ana.text
    await ana.opens("Ticket: 48213")
    assert await ana.sends(ticket="two words") == ""
    assert set(ana.errors) == {"ticket"}


async def test_what_is_due_stands_on_the_log(app: Harness) -> None:
    boss = marta(app)
    await restrict(boss, review="2026-11-30")
    await boss.types("boundary log")
    assert "To be looked at again" not in boss.text
    app.later(days=6)
    await boss.types("boundary log")
    assert "**To be looked at again:** Case-77" in boss.text
    await boss.presses("Look at them")
    assert boss.rows[0][2] == "2026-11-30 · to be looked at again"
    await boss.chooses("Case-77", of="Open one")
    assert boss.badge == "to be looked at again"
    await boss.opens("Change it")
    assert boss.field("review").value == "2027-02-28"
    await boss.sends(kind="person")
    assert "answered by one person only" in boss.text
    assert boss.badge == ""


async def test_it_is_lifted(app: Harness, ana: Seat) -> None:
    boss = marta(app)
    await restrict(boss)
    assert await boss.types("boundary restrict case-77") == "Ticket Case-77"
    await boss.presses("Lift it")
    assert "Lifted." in boss.text
    await ana.types("boundary ticket case-77")
    assert "in writing only" not in ana.text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        *(("ticket", text) for text in ("", "two words", "4111111111111111")),
        *(("review", day) for day in ("", "soon", "2026-11-24", "2029-01-01", "2026-02-31")),
        *(("kind", "jail"), ("note", "a" * 501)),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_stored(app: Harness, field: str, wrong: str) -> None:
    boss = marta(app)
    assert await restrict(boss, **{field: wrong}) == ""
    assert set(boss.errors) == {field}
    assert await app.stores.boundary.restrictions.all_restrictions("T1") == ()


async def test_two_managers_at_once_do_not_overwrite_each_other(app: Harness) -> None:
    one, other = marta(app), marta(app)
    for boss in (one, other):
        await boss.types("boundary restrict")
        await boss.presses("A new one")
    await one.sends(ticket="77", kind="writing")
    assert await other.sends(ticket="#77", kind="ended") == ""
    assert "something else holds" in other.errors["ticket"]
    [stored] = await app.stores.boundary.restrictions.all_restrictions("T1")
    assert stored.kind is RestrictionKind.WRITING


async def test_only_managers_get_there_and_no_tenant_sees_anothers(app: Harness, ana: Seat) -> None:
    await restrict(marta(app))
    assert await ana.types("boundary restrict") == "This is for whoever leads a team here"
    for action in ("list", "show", "set", "lift"):
        assert await ana.press(f"restrict.{action}", "case-77") == "This is for whoever leads a team here"
    there = marta(app, "T2")
    await there.types("boundary restrict case-77")
    assert there.title == "Restrict contacts"
    await there.press("restrict.lift", "case-77")
    assert len(await app.stores.boundary.restrictions.all_restrictions("T1")) == 1


@pytest.mark.parametrize("value", ["", "x", "two words", "٣", "a" * 99])
async def test_a_strange_value_leads_to_the_list(app: Harness, value: str) -> None:
    boss = marta(app)
    assert await boss.press("restrict.show", value) == "Restrict contacts"
    assert await boss.press("restrict.lift", value) == "Restrict contacts"


async def test_what_nobody_looked_at_for_a_year_is_forgotten(app: Harness) -> None:
    await restrict(marta(app))
    await app.ticks()
    app.later(days=90 + 364)
    await app.ticks()
    assert len(await app.stores.boundary.restrictions.all_restrictions("T1")) == 1
    app.later(days=3)
    await app.ticks()
    assert await app.stores.boundary.restrictions.all_restrictions("T1") == ()


def test_every_step_has_its_letter_and_each_names_the_day_and_who_else_reads_it(app: Harness) -> None:
    policy = app.book.protocols[DEFAULT]
    for kind in RestrictionKind:
        said = policy.said(PolicyPart(f"letters.{kind.value}"), "email")
        for language, other in (("en", "had no part in it"), ("es", "no participó")):
            assert "{date}" in said[language]
            assert "{case}" in said[language]
            assert other in said[language]


@pytest.mark.parametrize(("one", "other"), [("#Case-77", "case-77"), ("48213", "48213"), ("ÁB", "áb")])
def test_a_reference_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert ticket_key(one) == ticket_key(other)


async def test_the_list_holds_many(app: Harness) -> None:
    boss = marta(app)
    for number in range(25):
        await restrict(boss, ticket=f"T-{number}", review=str(date(2026, 12, 1) + timedelta(days=number)))
    await boss.types("boundary restrict")
    assert [row[0] for row in boss.rows] == [f"T-{number}" for number in range(10)]
    assert len(boss.one(c.Choice).options) == 10
    await boss.opens("Find in this list")
    await boss.sends(text="t-24")
    assert [row[0] for row in boss.rows] == ["T-23", "T-24"]  # one by its day
