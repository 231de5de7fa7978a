"""The cards after the questions: the end of a drill, and what a press on an old card gets."""

from __future__ import annotations

from collections import Counter

from bot.coach import card as c
from bot.coach.drill import days
from bot.coach.drill.cards import DONE, MORE, START
from bot.coach.drill.drill import Drill, Given, State
from bot.coach.drill.request import COUNT
from bot.coach.drill.sight import Sight, refer
from bot.coach.phrasebook import Phrase, Situation

ROLEPLAY = "roleplay.start"  # another room's


def end(sight: Sight, drill: Drill) -> c.Card:
    """Returns the score, what comes back when, and one phrase to use today."""
    title = sight.say("drill.score", done=len(drill.given), right=drill.right)
    back = comes_back(sight, drill)
    buttons = (
        c.Button(sight.say("drill.done"), DONE, refer(drill, drill.turn), c.Tone.PRIMARY),
        c.Button(sight.say("drill.more", count=COUNT), MORE, drill.topic),
        c.Button(sight.say("drill.roleplay"), ROLEPLAY),
    )
    return sight.card(
        f"{title} {back}",
        c.Heading(title),
        c.Text(back),
        *_for_today(sight, drill),
        c.Buttons(buttons),
    )


def done(sight: Sight, drill: Drill) -> c.Card:
    """Returns what is left of a drill that was put away."""
    title = sight.say("drill.score", done=len(drill.given), right=drill.right)
    again = c.Button(sight.say("drill.new"), MORE, drill.topic)
    return sight.card(title, c.Heading(title), c.Note(sight.say("drill.put_away")), c.Buttons((again,)))


def old(sight: Sight, drill: Drill) -> c.Card:
    """Returns what a press on a card gets whose drill is over: what became of it, and the way on."""
    away = (sight.day(sight.now) - sight.day(drill.touched)).days
    if away:
        title = sight.say("drill.old_title", day=_ago(sight, drill, away))
    else:
        title = sight.say("drill.old_done" if drill.state is State.DONE else "drill.old_left")
    given = len(drill.given)
    text = sight.say("drill.old_score" if given else "drill.old_text", done=given, right=drill.right)
    return _way_on(sight, title, text)


def gone(sight: Sight) -> c.Card:
    """Returns what a press gets on a card that is nobody's, or somebody else's."""
    return _way_on(sight, sight.say("drill.gone"), sight.say("drill.gone_text"))


def empty(sight: Sight, topic: str) -> c.Card:
    """Returns what there is to say where there is no question to ask."""
    title = sight.say("drill.empty")
    found = [c.Buttons((c.Button(sight.say("drill.new"), START),))] if topic and sight.bank else []
    return sight.card(title, c.Heading(title), c.Text(sight.say("drill.empty_text")), *found)


def comes_back(sight: Sight, drill: Drill) -> str:
    """Returns when the items of a drill are asked again, the soonest first."""
    due = [sight.day(given.memory.due) for given in drill.given]
    today = sight.day(sight.now)
    found = [
        sight.say("drill.back_one", count=count, when=days.when(sight.say, day, today))
        for day, count in sorted(Counter(due).items())
    ]
    return sight.say("drill.back", list=", ".join(found))


def _for_today(sight: Sight, drill: Drill) -> tuple[c.Element, ...]:
    found = _phrase(sight, _situation(sight, drill.given), drill)
    if found is None:
        return ()
    situation, phrase = found
    return (c.Text(sight.say("drill.for_today")), sight.phrase(phrase, sight.of(situation.name)))


def _situation(sight: Sight, given: tuple[Given, ...]) -> Situation | None:
    # What went wrong needs words most; else what came first.
    names = [one.situation for one in sorted(given, key=lambda one: one.right)]
    return next((sight.book.situations[name] for name in names if name in sight.book.situations), None)


def _phrase(sight: Sight, situation: Situation | None, drill: Drill) -> tuple[Situation, Phrase] | None:
    if situation is None or not situation.phrases:
        return None
    channel, industry = sight.person.channel or "phone", sight.person.industry
    fitting = [p for p in situation.phrases if not p.channels or channel in p.channels] or situation.phrases
    own = [p for p in fitting if not p.industries or industry in p.industries] or fitting
    # Another one each day, and the same one whenever this card is shown.
    return situation, own[drill.began.toordinal() % len(own)]


def _ago(sight: Sight, drill: Drill, away: int) -> str:
    if away == 1:
        return sight.say("drill.ago.yesterday")
    if away < 7:
        return sight.say(f"drill.ago.{sight.day(drill.touched).weekday()}")
    return sight.say("drill.ago.days", days=away)


def _way_on(sight: Sight, title: str, text: str) -> c.Card:
    button = c.Button(sight.say("drill.new"), START, tone=c.Tone.PRIMARY)
    return sight.card(title, c.Heading(title), c.Text(text), c.Buttons((button,)))
