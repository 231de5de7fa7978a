"""What is named by an id that the phrasebook had before: old cards, saved phrases, memories, a team's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.figures import FEWEST
from bot.core.outcomes import Tally
from bot.core.people import Favourite
from bot.core.phrasebook import Additions, Phrase, Phrasebook
from bot.core.practice import DrillRequest
from bot.core.renamed import RENAMED, by_present_id, present_id
from bot.features.drill.model import Drill
from bot.features.drill.service import DrillService
from bot.features.drill.topics import topic_name
from bot.features.lookup.buttons import LookupView, view_in
from bot.features.lookup.finder import Finder
from bot.features.round.select import prompts_about
from bot.wiring.calma import Calma
from tests.drill import bank
from tests.drill.actor import DrillApp, Trainee
from tests.harness import Agent, Harness

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def ids(book: Phrasebook) -> set[str]:
    """Returns every id of a situation, a phrase or a quiz item."""
    phrases = {phrase.id for situation in book.situations.values() for phrase in situation.phrases}
    return {*book.situations, *phrases, *book.quiz}


def test_each_old_id_leads_to_one_that_there_is(book: Phrasebook) -> None:
    assert set(RENAMED.values()) <= ids(book)
    assert not set(RENAMED) & ids(book)


def test_an_id_that_is_there_is_left_alone() -> None:
    assert present_id("threats", {"threats"}) == "threats"
    assert present_id("threats", ()) == "legal-threat"
    assert present_id("no-such", ()) == "no-such"
    kept = {"threats-lawyer": 1, "legal-threat-lawyer": 2, "threats-records": 3, "gone": 4}
    found = by_present_id(kept, {"legal-threat-lawyer", "legal-threat-records"})
    assert (found["legal-threat-lawyer"], found["legal-threat-records"], found["gone"]) == (2, 3, 4)
    assert by_present_id({"threats-lawyer": 1}, {"threats-lawyer"}) == {"threats-lawyer": 1}


async def test_an_old_card_still_opens(app: Harness) -> None:
    agent = Agent(app)
    for action in ("lookup.show", "lookup.channel"):
        await agent.press(action, "threats|chat||2|en|14.3|loop,threats,yelling|t1")
        assert agent.title == "Threats: legal · chat"
        assert len(agent.phrases) == 3
    await agent.press("lookup.others", "threats|chat||0|en||loop|t1")
    assert "Back to Threats: legal" in agent.labels


def test_the_places_of_an_old_card_are_not_those_of_another_situation(book: Phrasebook) -> None:
    view = LookupView("threats", "chat", page=1, lead=(12, 3))
    assert view_in(view.encode(), book) == replace(view, situation="legal-threat", page=0, lead=())
    older = replace(book, situations={"threats": book.situations["legal-threat"]})
    assert view_in(view.encode(), older) == view


async def test_what_is_saved_from_an_old_card_is_saved_as_it_is_now(app: Harness, book: Phrasebook) -> None:
    agent = Agent(app)
    view = "threats|phone||0|en|||t1"
    for phrase in ("threats-port-out", "threats-lawyer"):
        await agent.press("lookup.save", f"{phrase}|{view}")
        assert any("Saved" in note for note in agent.notes)
    await agent.press("lookup.save", f"threats-safety|{view}")
    assert not any("Saved" in note for note in agent.notes)
    kept = await app.stores.favourites.favourites_of(agent.person)
    assert {(one.situation, one.phrase) for one in kept} == {
        ("cancelling", "cancelling-port-out"),
        ("legal-threat", "legal-threat-lawyer"),
    }


async def test_how_it_went_on_an_old_card_counts_for_what_it_is_now(app: Harness) -> None:
    for user in range(FEWEST):
        agent = Agent(app, f"agent{user}", tenant="team-of-before")
        await agent.types("yelling")
        ticket = agent.button("Calmed").value.rpartition("|")[2]
        value = f"calmed|threats-lawyer,threats-leaving,threats-safety|threats|phone||0|en|||{ticket}"
        await agent.press("lookup.outcome", value)
    tallies = await app.stores.outcomes.find_tallies("team-of-before")
    assert tallies == {"legal-threat": {"legal-threat-lawyer": Tally(FEWEST, FEWEST)}}


async def test_what_was_saved_before_is_there_again(app: Harness, book: Phrasebook) -> None:
    agent = Agent(app)
    for phrase in ("threats-leaving", "threats-better-ending", "threats-safety"):
        await app.stores.favourites.save_favourite(agent.person, Favourite(phrase, "threats", NOON))
    await agent.types("mine")
    cues = {phrase.cue.partition(" · ")[0] for phrase in agent.phrases}
    assert cues == {"Wants to leave", "Review or press threat"}
    assert agent.labels.count("Remove") == 3
    texts = {suggestion.text for suggestion in await agent.searches("")}
    leaving = next(p for p in book.situations["cancelling"].phrases if p.id == "cancelling-leaving")
    assert leaving.text["en"] in texts


def test_what_a_team_added_stands_where_the_situation_is_now(house: Calma, book: Phrasebook) -> None:
    own = Phrase("own-1", {"en": "Our letter goes out today."}, {"en": "Slowly."}, own=True)
    later = replace(own, id="own-2")
    item = replace(next(iter(book.quiz.values())), id="own-q", situation="threats", topic="threats", own=True)
    added = Additions(
        phrases={"threats": (own,), "legal-threat": (later,)},
        triggers={"threats": {"en": ("zebra at the gate",)}, "legal-threat": {"en": ("giraffe upstairs",)}},
        quiz=(item,),
    )
    larger = book.with_added(added)
    assert [p.id for p in larger.situations["legal-threat"].phrases if p.own] == ["own-1", "own-2"]
    assert larger.quiz["own-q"].situation == "legal-threat"
    finder: Finder = house.finders.shipped.with_book(larger)
    for text in ("zebra at the gate", "giraffe upstairs"):
        assert finder.find(text).nearest[0] == "legal-threat"
        assert finder.find(text).confident
    assert larger.with_added(larger.added).added == larger.added


async def test_what_was_practised_before_is_still_remembered(book: Phrasebook) -> None:
    app = DrillApp()
    ana, now = Trainee(app), "legal-threat-lawyer-for-the-leak"
    app.items.clear()
    app.items["threats-lawyer-for-the-leak"] = replace(book.quiz[now], id="threats-lawyer-for-the-leak")
    await ana.types("1")
    await ana.presses("A")
    await ana.presses("See how it went")
    app.items.clear()
    app.items.update({now: book.quiz[now], "yelling-item-1": bank.items()["yelling-item-1"]})
    await ana.types("me")
    assert "You have met 1 of 2 questions." in ana.text
    assert "Threats: legal" in ana.text
    assert await ana.types("1") == "1 / 1 · Yelling"  # the one that is new to her


async def test_a_drill_that_was_set_up_before_asks_what_is_there_now(app: Harness, book: Phrasebook) -> None:
    ana = Trainee(app)
    drill = await DrillService(app.features.drill).begin(ana.person, DrillRequest("threats", 3))
    assert isinstance(drill, Drill)
    assert drill.topic == "legal-threat"
    assert {book.quiz[question.item].situation for question in drill.questions} == {"legal-threat"}
    assert topic_name(book, "threats", "es") == "Amenaza legal"
    assert {prompt.situation for prompt in prompts_about(book, "threats")} == {"legal-threat"}
