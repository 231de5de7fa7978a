"""Whole drills at the desk: say this, see that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.core import card as c
from bot.core.chat import Placement
from bot.core.practice import DrillRequest
from bot.features.schedule.model import AttendanceCount
from tests.drill.actor import DrillApp, Trainee


async def test_three_questions_one_after_the_other_in_one_card(app: DrillApp, ana: Trainee) -> None:
    assert (await ana.types("saying-no")).startswith("1 / 3 · Saying no")
    assert ana.came(Placement.CHAT)
    assert ana.labels == ["A", "B", "C", "I'd be guessing"]
    assert "of saying-no: what moves this forward?" in ana.text
    assert await ana.answers() == "That's it"
    assert ana.came(Placement.UPDATE)
    assert "Because it is the best" in ana.text
    assert ana.labels == ["Next", "Why"]
    assert (await ana.presses("Next")).startswith("2 / 3")
    assert await ana.answers(right=False) == "Not the best one"
    assert "You chose" not in ana.text
    assert await ana.presses("Why") == "Not the best one"
    assert ana.came(Placement.UPDATE)
    assert "You chose" in ana.text
    assert "Best:" in ana.text
    assert ana.labels == ["Next"]
    await ana.presses("Next")
    await ana.answers()
    assert await ana.presses("See how it went") == "3 done · 2 right"
    assert "Comes back: 1 tomorrow, 2 on Thursday." in ana.text
    assert "For today:" in ana.text
    phrase = ana.one(c.PhraseBlock)
    assert [line.language for line in phrase.lines] == ["en", "es"]
    assert phrase.cue.startswith("Saying no · ")
    assert ana.labels == ["Done", "3 more", "A role-play"]
    assert await ana.presses("3 more") == "1 / 3 · Saying no"


async def test_a_guess_comes_back_sooner(app: DrillApp, ana: Trainee) -> None:
    await ana.types("1")
    assert "Marked as a guess" not in ana.text
    await ana.presses("I'd be guessing")
    assert "Marked as a guess" in ana.text
    assert ana.labels[3] == "Guessing ✓"
    await ana.presses("Guessing ✓")
    assert ana.labels[3] == "I'd be guessing"
    assert await ana.answers(guessing=True) == "That's it"
    await ana.presses("See how it went")
    assert "Comes back: 1 tomorrow." in ana.text
    drill = await app.drill("id1")
    assert [(given.right, given.guessed) for given in drill.given] == [(True, True)]


async def test_a_call_comes_in_and_the_drill_goes_on_where_it_stopped(app: DrillApp, ana: Trainee) -> None:
    await ana.types()
    await ana.answers()
    app.later(hours=23)
    assert (await ana.types()).startswith("2 / 3")
    assert "You were in the middle of this one." in ana.text
    before = ana.text
    assert (await ana.types()).startswith("2 / 3")
    assert ana.text == before  # the same question in the same order
    await ana.presses(ana.letter(right=True))
    await ana.presses("Next")
    app.later(hours=24)
    assert (await ana.types()).startswith("1 / 3")
    assert "in the middle" not in ana.text


async def test_yesterdays_card_says_so(app: DrillApp, ana: Trainee) -> None:
    await ana.types()
    answer, guess = ana.button("A"), ana.button("I'd be guessing")
    app.later(hours=25)
    assert await ana.presses(answer) == "This card is from yesterday"
    assert "Nothing is lost" in ana.text
    assert await ana.presses(guess) == "This card is from yesterday"
    assert (await ana.presses("A new drill")).startswith("1 / 3")
    app.later(days=3)
    assert await ana.presses(answer) == "This card is from Tuesday"
    assert await ana.memories() == {}


async def test_a_double_press_counts_once(app: DrillApp, ana: Trainee) -> None:
    await ana.types()
    right, wrong = ana.button(ana.letter(right=True)), ana.button(ana.letter(right=False))
    assert await ana.presses(right) == "That's it"
    assert await ana.presses(right) == "That's it"
    assert await ana.presses(wrong) == "That's it"
    await ana.presses("Next")
    app.later(minutes=20)
    assert (await ana.presses(right)).startswith("2 / 3")
    assert "That one was answered already." in ana.text
    drill = await app.drill("id1")
    assert len(drill.given) == 1
    assert len(await ana.memories()) == 1


async def test_another_topic_sets_the_open_drill_aside(app: DrillApp, ana: Trainee) -> None:
    await ana.types("saying-no")
    old = ana.button("A")
    assert (await ana.types("yelling")).startswith("1 / 3 · Yelling")
    assert await ana.presses(old) == "This drill was set aside"
    assert (await ana.presses("A new drill")).startswith("1 / 3 · Yelling")
    assert (await ana.types("yelling 3")).startswith("1 / 3 · Yelling")
    assert await app.stores.drills.find_drill("T1", "id3") is None


async def test_a_finished_card_says_what_became_of_it(app: DrillApp, ana: Trainee) -> None:
    await ana.types("2")
    first = ana.button("A")
    assert await ana.finishes() == "2 done · 2 right"
    app.later(hours=1)
    assert await ana.presses(first) == "This drill is done"
    assert "2 of 2 right" in ana.text


async def test_nobody_answers_for_somebody_else(app: DrillApp, ana: Trainee) -> None:
    await ana.types()
    luis = Trainee(app, "luis")
    assert await luis.presses(ana.button("A")) == "I can't find this drill"
    assert luis.came(Placement.PRIVATE)
    assert await luis.presses(replace(ana.button("A"), value="nonsense")) == "I can't find this drill"
    stranger = Trainee(app, tenant="T2")
    assert await stranger.presses(ana.button("A")) == "I can't find this drill"
    drill = await app.drill("id1")
    assert drill.given == ()


async def test_what_was_looked_up_this_week_comes_first(app: DrillApp, ana: Trainee) -> None:
    app.features.recent.looked_up(ana.person, "yelling", "")
    for number in range(1, 11):
        luis = Trainee(app, f"luis{number}")
        app.features.recent.looked_up(luis.person, "yelling", "")
        await luis.types()
        drill = await app.drill(f"id{number}")
        assert all(question.item.startswith("yelling") for question in drill.questions)
    app.later(days=8)
    assert app.features.recent.this_week(ana.person) == ()


async def test_a_scheduled_drill_tells_when_it_is_finished(app: DrillApp, ana: Trainee) -> None:
    practice, attendance = app.features.schedule.drills, app.stores.schedule.attendance
    wanted = DrillRequest("yelling", 2, "schedule:s1:2026-11-24:ana")
    await ana.types()
    assert ana.sees(await practice.start(ana.person, wanted)).startswith("1 / 2 · Yelling")
    await ana.answers()
    slot = ("T1", "s1", date(2026, 11, 24), ["ana"], app.now + timedelta(hours=1))
    assert await attendance.attendance_count(*slot) == AttendanceCount()
    assert ana.sees(await practice.start(ana.person, wanted)).startswith("2 / 2 · Yelling")
    await ana.answers()
    assert await attendance.attendance_count(*slot) == AttendanceCount(opened=1, finished=1)
    assert ana.sees(await practice.start(ana.person, wanted)) == "2 done · 2 right"
    assert ana.came(Placement.UPDATE)
    assert practice.topics("es")[0] == c.Option("Un poco de todo", "")
    assert "method:heard" in [option.value for option in practice.topics("en")]


async def test_a_question_that_went_from_the_bank_is_left_out(app: DrillApp, ana: Trainee) -> None:
    await ana.types()
    answer = ana.button("A")
    drill = await app.drill("id1")
    del app.items[drill.questions[0].item]
    assert (await ana.presses(answer)).startswith("1 / 2")
    for question in drill.questions[1:]:
        del app.items[question.item]
    assert (await ana.types()).startswith("1 / 3")
    app.items.clear()
    assert await ana.types() == "No questions yet"


async def test_put_away(app: DrillApp, ana: Trainee) -> None:
    await ana.types("1")
    await ana.finishes()
    assert await ana.presses("Done") == "1 done · 1 right"
    assert ana.labels == ["A new drill"]
