"""What is asked: whether somebody wants this, and the questions. Both in a dialog alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core import card as c
from bot.features.checkin import cards
from bot.features.checkin.model import FLOOR, Terms
from bot.features.checkin.period import Period
from bot.features.checkin.viewer import CheckinViewer

_MARK = "|"


def consent(viewer: CheckinViewer, terms: Terms) -> c.Form:
    """Returns what the self-check is and is not, who sees what, for how long, and the question for a yes."""
    say, about = viewer.say, viewer.content.about
    parts = (
        ("what", viewer.pick(about.what)),
        ("not", viewer.pick(about.is_not)),
        ("sees", viewer.pick(about.sees).format(minimum=max(FLOOR, terms.minimum))),
        ("kept", viewer.pick(about.kept).format(days=terms.retention)),
        ("stop", viewer.pick(about.stop)),
        ("how", viewer.pick(about.how)),
    )
    no = c.Button(say("checkin.no"), cards.DECLINE)
    return c.Form(
        title=say("checkin.title"),
        action=cards.CONSENT,
        send=say("checkin.yes"),
        fields=(),
        intro=(
            *_parts(viewer, parts[:1]),
            # Near the top: a no must be no further away than a yes.
            c.Buttons((no, cards.lines_button(say))),
            *_parts(viewer, parts[1:]),
            c.Note(say("checkin.about.reminders")),
        ),
        language=viewer.language,
        dialog=True,
    )


def _parts(viewer: CheckinViewer, parts: Sequence[tuple[str, str]]) -> Iterator[c.Text]:
    for name, text in parts:
        yield c.Text(f"**{viewer.say(f'checkin.about.{name}')}**")
        yield c.Text(text)


def questions(viewer: CheckinViewer, period: Period) -> c.Form:
    """Returns the questions. The form carries its period and its edition, and never an answer."""
    say, instrument = viewer.say, viewer.content.instrument
    intro = say(
        "checkin.ask.intro",
        least=instrument.min_answered,
        count=len(instrument.index),
        last=viewer.day(period.last),
    )
    return c.Form(
        title=say("checkin.ask.title", days=instrument.recall_days),
        action=cards.ANSWER,
        send=say("checkin.ask.send"),
        fields=tuple(
            c.Select(
                item.id,
                viewer.pick(item.text),
                tuple(c.Option(viewer.pick(answer), str(i)) for i, answer in enumerate(item.scale)),
                optional=True,
            )
            for item in instrument.items
        ),
        value=edition(viewer, period),
        intro=(c.Note(intro),),
        language=viewer.language,
        dialog=True,
    )


def edition(viewer: CheckinViewer, period: Period) -> str:
    """Returns what a form of this period and these questions carries."""
    instrument = viewer.content.instrument
    return _MARK.join((period.id, instrument.id, str(instrument.version)))
