"""The cards of a drill around its questions: the end, what became of it, and what there is to ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.core import card as c
from bot.core.phrasebook import Phrase, Situation, channel_of, places_for
from bot.core.viewer import day_text, dotted
from bot.features.drill.buttons import encode_reference
from bot.features.drill.consent import heavy_kinds
from bot.features.drill.consent_cards import safety_button
from bot.features.drill.model import Drill, DrillState, GivenAnswer
from bot.features.drill.topics import COUNT, MOST, Topic, topics
from bot.features.drill.viewer import DrillViewer

START, MORE, TOPIC, DONE = "drill.start", "drill.more", "drill.topic", "drill.done"
ROLEPLAY = "roleplay.start"  # another feature's
NUMBERS = (COUNT, 5, MOST)


def end_card(viewer: DrillViewer, drill: Drill, lines: str = "") -> c.Card:
    """Returns the score, what comes back when, and one phrase to use today.

    After questions about danger there are `lines` of help, for whoever answered them, and the safety card.
    """
    title = viewer.say("drill.score", done=len(drill.given), right=drill.right)
    back = comes_back(viewer, drill)
    buttons = (
        c.Button(viewer.say("drill.done"), DONE, encode_reference(drill, drill.turn), c.Tone.PRIMARY),
        c.Button(viewer.say("drill.more", count=COUNT), MORE, drill.topic),
        c.Button(viewer.say("drill.roleplay"), ROLEPLAY),
    )
    return viewer.card(
        f"{title} {back}",
        c.Heading(title),
        c.Text(back),
        *_for_today(viewer, drill),
        *([c.Note(viewer.say("heavy.lines", lines=lines), calls=True)] if lines else []),
        c.Buttons((*buttons, *_safety_card(viewer, drill))),
    )


def done_card(viewer: DrillViewer, drill: Drill) -> c.Card:
    """Returns what is left of a drill that was put away."""
    title = viewer.say("drill.score", done=len(drill.given), right=drill.right)
    another = c.Button(viewer.say("drill.new"), MORE, drill.topic)
    return viewer.card(title, c.Heading(title), c.Note(viewer.say("drill.put_away")), c.Buttons((another,)))


def over_card(viewer: DrillViewer, drill: Drill) -> c.Card:
    """Returns what a press on a card gets whose drill is over: what became of it, and the way on."""
    away = (viewer.day(viewer.now) - viewer.day(drill.touched)).days
    if away:
        title = viewer.say("drill.old_title", day=_ago(viewer, drill, away))
    else:
        title = viewer.say("drill.old_done" if drill.state is DrillState.DONE else "drill.old_left")
    given = len(drill.given)
    text = viewer.say("drill.old_score" if given else "drill.old_text", done=given, right=drill.right)
    return _way_on(viewer, title, text)


def unknown_drill_card(viewer: DrillViewer) -> c.Card:
    """Returns what a press gets on a card that is nobody's, or somebody else's."""
    return _way_on(viewer, viewer.say("drill.gone"), viewer.say("drill.gone_text"))


def nothing_to_ask_card(viewer: DrillViewer, topic: str) -> c.Card:
    """Returns what there is to say where there is no question to ask."""
    title = viewer.say("drill.empty")
    others = [c.Buttons((c.Button(viewer.say("drill.new"), START),))] if topic and viewer.bank else []
    return viewer.card(title, c.Heading(title), c.Text(viewer.say("drill.empty_text")), *others)


def wrong_number_card(viewer: DrillViewer) -> c.Card:
    """Returns what a number gets that no drill can have: the ones it can."""
    title = viewer.say("drill.number", most=MOST)
    buttons = (c.Button(viewer.say("drill.questions", count=count), START, str(count)) for count in NUMBERS)
    return viewer.card(
        title, c.Heading(title), c.Text(viewer.say("drill.number_text")), c.Buttons(tuple(buttons))
    )


def unknown_topic_card(viewer: DrillViewer, typed: str, nearest: Sequence[Topic], keyword: str) -> c.Card:
    """Returns what a topic gets that there is none of: the nearest ones, and all there are.

    `keyword` is one that may have been meant, or "".
    """
    title = viewer.say("drill.unknown")
    return viewer.card(
        title,
        c.Heading(title),
        c.Quote(viewer.say("drill.typed"), c.clip(typed, 80)),
        *([c.Text(viewer.say("drill.near", keyword=keyword))] if keyword else []),
        *_near_topics(viewer, nearest),
        c.Choice(TOPIC, viewer.say("drill.topics"), topic_options(viewer)[1:]),  # the mixed one is a button
        c.Note(viewer.say("drill.topic_hint")),
        c.Buttons((c.Button(viewer.say("drill.any"), START, tone=c.Tone.PRIMARY),)),
    )


def _near_topics(viewer: DrillViewer, nearest: Sequence[Topic]) -> tuple[c.Element, ...]:
    if not nearest:
        return ()
    buttons = tuple(c.Button(viewer.pick(topic.name), TOPIC, topic.id) for topic in nearest)
    return c.Text(viewer.say("drill.nearest")), c.Buttons(buttons)


def topic_options(viewer: DrillViewer) -> tuple[c.Option, ...]:
    """Returns the topics there are, "", the mixed one, first."""
    return tuple(
        c.Option(viewer.pick(topic.name), topic.id) for topic in topics(viewer.book, viewer.bank.values())
    )


def comes_back(viewer: DrillViewer, drill: Drill) -> str:
    """Returns when the items of a drill are asked again, the soonest first."""
    due = [viewer.day(given.memory.due) for given in drill.given if _comes_unasked(viewer, given)]
    today = viewer.day(viewer.now)
    dates = [
        viewer.say("drill.back_one", count=count, when=day_text(viewer.say, day, today))
        for day, count in sorted(Counter(due).items())
    ]
    if not dates:
        return viewer.say("heavy.back")
    return viewer.say("drill.back", list=", ".join(dates))


def _comes_unasked(viewer: DrillViewer, given: GivenAnswer) -> bool:
    item = viewer.bank.get(given.item)
    return viewer.person.heavy_topics or item is None or not item.heavy


def _safety_card(viewer: DrillViewer, drill: Drill) -> tuple[c.Button, ...]:
    kinds = heavy_kinds(viewer.bank[given.item] for given in drill.given if given.item in viewer.bank)
    return (safety_button(viewer, kinds[0] if len(kinds) == 1 else None, "heavy.card"),) if kinds else ()


def _for_today(viewer: DrillViewer, drill: Drill) -> tuple[c.Element, ...]:
    situation = _situation(viewer, drill.given)
    if situation is None or not situation.phrases:
        return ()
    phrase = _phrase(viewer, situation, drill)
    channel = channel_of(phrase, viewer.person.channel)
    marks = viewer.law_mark(phrase.countries), viewer.speech_mark(phrase.text, phrase.forms, channel)
    about = dotted(viewer.pick(situation.name), viewer.pick(phrase.cue), *marks)
    said = viewer.spoken(phrase.text, phrase.forms, channel)
    return (c.Text(viewer.say("drill.for_today")), viewer.phrase(said, about))


def _situation(viewer: DrillViewer, given: tuple[GivenAnswer, ...]) -> Situation | None:
    # What went wrong needs words most; else what came first.
    ranked = sorted(given, key=lambda answer: answer.right)
    names = [viewer.book.situation_now(answer.situation) for answer in ranked]
    return next((viewer.book.situations[name] for name in names if name in viewer.book.situations), None)


def _phrase(viewer: DrillViewer, situation: Situation, drill: Drill) -> Phrase:
    channel, industry = viewer.person.channel or "phone", viewer.person.industry
    places = places_for(situation.phrases, channel)
    fitting = [situation.phrases[i] for i in places] or situation.phrases
    own = [p for p in fitting if not p.industries or industry in p.industries] or fitting
    # Another one each day, and the same one whenever this card is shown.
    return own[drill.began.toordinal() % len(own)]


def _ago(viewer: DrillViewer, drill: Drill, away: int) -> str:
    if away == 1:
        return viewer.say("drill.ago.yesterday")
    if away < 7:
        return viewer.say(f"drill.ago.{viewer.day(drill.touched).weekday()}")
    return viewer.say("drill.ago.days", days=away)


def _way_on(viewer: DrillViewer, title: str, text: str) -> c.Card:
    button = c.Button(viewer.say("drill.new"), START, tone=c.Tone.PRIMARY)
    return viewer.card(title, c.Heading(title), c.Text(text), c.Buttons((button,)))
