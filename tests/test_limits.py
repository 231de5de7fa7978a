"""What anybody may send at most: the desk refuses more, and nothing of it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.core.caps import FAVOURITES, GROUPS, MANAGERS, OPEN_ROUNDS, RESTRICTIONS
from bot.core.card import Card, Form
from bot.core.chat import Answer, Command, FieldErrors, Press, Query, Role, Submit, Suggestions
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.groups import Group
from bot.core.limits import (
    LONGEST_COMMAND,
    LONGEST_NAME,
    LONGEST_QUERY,
    LONGEST_TEXT,
    LONGEST_VALUE,
    MOST_FIELDS,
    FormLimits,
)
from bot.core.people import Favourite
from bot.features.boundary.model import Restriction, RestrictionKind
from bot.features.round.model import Round
from tests.harness import Actor, Harness, form_limits

FORGED = ("x", "-1", "²", "٣", "9" * 150, "true", "1e9", "a.b.c", "../..", "%", "\x00", "😀", "\ud83d")
NAMES = {
    *("kind", "decider", "mistaken", "warnings", "ending", "zero_tolerance", "supervisor_1", "recorded"),
    *("rest", "reminder", "retention", "review", "ticket", "cadence", "minimum", "country", "on", "groups"),
    *("people", "channel", "language", "industry", "heavy", "prompt", "agents", "customers", "confirm"),
    *("state", "quiet", "loud", "group", "way", "topic", "count", "days", "at", "zone", "other", "first"),
    *("last", "holidays", "spread", "situation", "best", "difficulty", "method", "pitfall", "tags"),
    *("channels", "industries", "person", "number", "numbers", "name", "own"),
}


class Unreached:
    """Takes every form of another desk's, and remembers that it was asked."""

    def __init__(self, limits: dict[str, FormLimits]) -> None:
        self.limits, self.asked = limits, list[Submit]()

    def routes(self) -> Routes:
        return Routes(
            submits=tuple(SubmitRoute(action, self.take, limits=own) for action, own in self.limits.items())
        )

    async def take(self, ask: Submit) -> FieldErrors:
        self.asked.append(ask)
        return FieldErrors({})


@dataclass(frozen=True)
class Taking:
    """Handlers of these routes."""

    given: Routes

    def routes(self) -> Routes:
        return self.given


@pytest.fixture
def app() -> Harness:
    return Harness()


@pytest.fixture
def behind(app: Harness) -> Unreached:
    """What stands behind the desk, in place of every form's handler."""
    desk = app.calma.desk
    behind = Unreached(form_limits(app))
    desk._submits.clear()
    desk.add_routes([behind])
    return behind


def too_much(limits: FormLimits) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields what holds too much, in each field that is named and in one that is not."""
    for name in (*limits.texts, "another"):
        yield name, ("x" * (limits.longest(name) + 1),)
        yield name, ("x",) * (limits.most + 1)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_field_of_any_form_that_holds_too_much_never_gets_past_the_desk(
    app: Harness, behind: Unreached, language: str
) -> None:
    manager = Actor(app, "mo", language, Role.MANAGER)
    assert len(behind.limits) > 20
    for action, limits in behind.limits.items():
        for name, values in too_much(limits):
            await manager.ask(Submit(manager.person, action, "", {"fine": ("yes",), name: values}))
            assert list(manager.errors) == [name], action
            assert "{" not in manager.errors[name]
    assert not behind.asked


async def test_what_just_fits_goes_on_to_its_handler(app: Harness, behind: Unreached) -> None:
    manager = Actor(app, "mo", "en", Role.MANAGER)
    for action, limits in behind.limits.items():
        for name in (*limits.texts, "another"):
            value = "x" * limits.longest(name)
            await manager.ask(Submit(manager.person, action, "", {name: (value,)}))
            assert behind.asked.pop().fields == {name: (value,)}


async def test_a_form_of_too_many_fields_is_to_be_opened_anew(app: Harness, behind: Unreached) -> None:
    ana = Actor(app)
    fields = {f"f{i}": ("x",) for i in range(MOST_FIELDS + 1)}
    await ana.ask(Submit(ana.person, "lookup.ask", "", fields))
    assert "open it again" in ana.errors["f0"]
    assert not behind.asked


async def test_a_button_or_form_that_carries_more_than_ours_do_is_an_old_one(app: Harness) -> None:
    ana = Actor(app)
    old = await ana.press("nobody.has.it", "x")
    assert await ana.press("lookup.show", "x" * (LONGEST_VALUE + 1)) == old
    assert await ana.ask(Submit(ana.person, "lookup.ask", "x" * (LONGEST_VALUE + 1))) == old


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("x " * LONGEST_TEXT, "calm"),
        ("x " * LONGEST_TEXT, "drill"),
        ("x " * LONGEST_TEXT, "checkin"),
        ("roleplay " + "x " * LONGEST_COMMAND, "drill"),
        ("boundary ticket " + "x " * LONGEST_COMMAND, "calm"),
    ],
)
async def test_a_command_that_says_more_than_it_takes_is_told_so(
    app: Harness, text: str, command: str
) -> None:
    ana = Actor(app, "ana", "es")
    assert await ana.types(text, command) == "Esto no quedó hecho"
    assert f"{len(text)} caracteres" in ana.text


async def test_a_name_of_any_length_is_cut_before_anything_is_stored_under_it(app: Harness) -> None:
    manager = Actor(app, "mo", "en", Role.MANAGER, shown_as="Marta " * 10_000, zone="x" * 10_000)
    await manager.press("boundary.settings")
    assert await manager.sends(warnings="2") != ""
    edition = await app.stores.boundary.policies.current_policy("T1")
    assert edition
    assert len(edition.by) <= LONGEST_NAME


async def test_a_search_for_more_than_it_takes_says_so_in_place_of_results(app: Harness) -> None:
    ana = Actor(app)
    reply = await app.calma.desk.answer(Query(ana.person, "x" * (LONGEST_QUERY + 1)))
    assert isinstance(reply, Suggestions)
    assert not reply.items
    assert "Fewer words" in reply.note


async def test_half_a_surrogate_never_gets_past_the_desk(app: Harness, behind: Unreached) -> None:
    desk, ana, half = app.calma.desk, Actor(app, shown_as="Ana \ude00").person, "a\ud83d ñ"
    taken = list[Press | Command | Submit]()

    async def take(ask: Press | Command) -> Answer:
        taken.append(ask)
        return Answer(Card("Taken", ()))

    desk.add_routes([Taking(Routes((CommandRoute("half", take),), (PressRoute("half", take),)))])
    await desk.answer(Command(ana, "half", half))
    await desk.answer(Press(ana, "half", half))
    action = next(action for action, own in behind.limits.items())
    person = Actor(app, "mo", "en", Role.MANAGER).person
    await desk.answer(Submit(person, action, half, {half: (half, "fine")}))
    command, press, [form] = taken[0], taken[1], behind.asked
    assert isinstance(command, Command)
    assert isinstance(press, Press)
    whole = "a\N{REPLACEMENT CHARACTER} ñ"
    assert (command.text, press.value, form.value) == (whole, whole, whole)
    assert form.fields == {whole: (whole, "fine")}
    assert command.person.name == "Ana \N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("forged", FORGED)
async def test_what_no_form_offers_is_no_trouble(app: Harness, forged: str) -> None:
    manager = Actor(app, "mo", "en", Role.MANAGER)
    for action in form_limits(app):
        for value in ("", "0", forged):
            ask = Submit(manager.person, action, value, dict.fromkeys(NAMES, (forged,)))
            assert isinstance(await app.calma.desk.answer(ask), Answer | FieldErrors | Form)
    assert not app.errors


@pytest.mark.parametrize("forged", FORGED)
async def test_a_button_that_no_card_has_is_no_trouble(app: Harness, forged: str) -> None:
    manager = Actor(app, "mo", "en", Role.MANAGER)
    for action in list(app.calma.desk._presses):
        await app.calma.desk.answer(Press(manager.person, action, forged, where="C1"))
    await app.settled()
    assert not app.errors


async def test_a_manager_is_told_at_the_field_that_there_are_enough(app: Harness) -> None:
    stores, manager = app.stores, Actor(app, "mo", "es", Role.MANAGER)
    for i in range(GROUPS.most):
        await stores.groups.keep_group(Group("T1", f"g{i}", f"Group {i}", "test", people=("U1",)))
    for i in range(RESTRICTIONS.most):
        review = (app.now + timedelta(days=9)).date()
        kept = Restriction("T1", f"T-{i}", RestrictionKind.WRITING, review, "", "mo", app.now)
        await stores.boundary.restrictions.keep_restriction(kept)
    for i in range(OPEN_ROUNDS.most):
        await stores.rounds.open_round(Round("T1", f"r{i}", "test", "C1", "mo", "es", {"es": "¿Y?"}, app.now))
    for i in range(MANAGERS.most):
        await stores.people.appoint_person("T1", f"U{i}", Role.MANAGER)
    await manager.press("group.new")
    await manager.sends(name="one more", people=["U1"])
    assert manager.errors == {"name": "Ya hay 200 grupos. Quite uno primero."}
    await manager.press("restrict.set")
    await manager.sends(ticket="T-one-more")
    assert "Ya hay 500" in manager.errors["ticket"]
    await manager.press("round.start")
    await manager.sends(own="¿Y ahora qué?", channel="C1")
    assert manager.errors == {"own": "Ya hay 200 rondas abiertas. Primero cierre una."}
    await manager.press("team.manager.new")
    await manager.sends(person="one-more")
    assert "Ya hay 100" in manager.errors["person"]


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [("en", "Save", "You have 300 saved"), ("es", "Guardar", "Ya tiene 300 guardadas")],
)
async def test_whoever_has_saved_enough_is_told_so_on_the_card(
    app: Harness, language: str, label: str, said: str
) -> None:
    ana = Actor(app, "ana", language)
    for i in range(FAVOURITES.most):
        await app.stores.favourites.save_favourite(ana.person, Favourite(f"p{i}", "yelling", app.now))
    await ana.types("yelling")
    saving = ana.choice(label)
    await ana.press(saving.action, saving.options[0].value)
    assert said in ana.text
