"""What is asked: whether somebody wants this, and the questions. Both in a dialog alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.coach import card as c
from bot.coach.checkin import actions
from bot.coach.checkin.period import Period
from bot.coach.checkin.ports import FLOOR, Terms
from bot.coach.checkin.sight import Sight

_MARK = "|"


def consent(sight: Sight, terms: Terms) -> c.Form:
    """Returns what the self-check is and is not, who sees what, for how long, and the question for a yes."""
    say, about = sight.say, sight.content.about
    parts = (
        ("what", sight.pick(about.what)),
        ("not", sight.pick(about.is_not)),
        ("sees", sight.pick(about.sees).format(minimum=max(FLOOR, terms.minimum))),
        ("kept", sight.pick(about.kept).format(days=terms.retention)),
        ("stop", sight.pick(about.stop)),
        ("how", sight.pick(about.how)),
    )
    no = c.Button(say("checkin.no"), actions.DECLINE)
    return c.Form(
        title=say("checkin.title"),
        action=actions.CONSENT,
        send=say("checkin.yes"),
        fields=(),
        intro=(
            *_parts(sight, parts[:1]),
            # Near the top: a no must be no further away than a yes.
            c.Buttons((no, actions.lines(say))),
            *_parts(sight, parts[1:]),
            c.Note(say("checkin.about.reminders")),
        ),
        language=sight.language,
        dialog=True,
    )


def _parts(sight: Sight, parts: Sequence[tuple[str, str]]) -> Iterator[c.Text]:
    for name, text in parts:
        yield c.Text(f"**{sight.say(f'checkin.about.{name}')}**")
        yield c.Text(text)


def questions(sight: Sight, period: Period) -> c.Form:
    """Returns the questions. The form carries its period and its edition, and never an answer."""
    say, instrument = sight.say, sight.content.instrument
    intro = say(
        "checkin.ask.intro",
        least=instrument.min_answered,
        count=len(instrument.index),
        last=sight.day(period.last),
    )
    return c.Form(
        title=say("checkin.ask.title", days=instrument.recall_days),
        action=actions.ANSWER,
        send=say("checkin.ask.send"),
        fields=tuple(
            c.Select(
                item.id,
                sight.pick(item.text),
                tuple(c.Option(sight.pick(answer), str(i)) for i, answer in enumerate(item.scale)),
                optional=True,
            )
            for item in instrument.items
        ),
        value=edition(sight, period),
        intro=(c.Note(intro),),
        language=sight.language,
        dialog=True,
    )


def edition(sight: Sight, period: Period) -> str:
    """Returns what a form of this period and these questions carries."""
    instrument = sight.content.instrument
    return _MARK.join((period.id, instrument.id, str(instrument.version)))
