"""What is asked: whether somebody wants this, and the questions; and the export. All in a dialog alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.features.checkin import buttons, cards
from bot.features.checkin.instrument import Instrument, Item, Subscale
from bot.features.checkin.model import FLOOR, CheckinEntry, OwnCheckins, Terms
from bot.features.checkin.period import Period
from bot.features.checkin.viewer import CheckinViewer

_LONGEST, _COPIED = 2900, 3000  # characters of one field to copy from: Slack's takes 3000
COPY_LIMITS = FormLimits(otherwise=_COPIED)


def consent_form(viewer: CheckinViewer, terms: Terms) -> c.Form:
    """Returns what the self-check is and is not, who sees what, for how long, and the question for a yes."""
    say, about = viewer.say, viewer.content.about
    parts = (
        ("what", viewer.pick(about.purpose)),
        ("not", viewer.pick(about.is_not)),
        ("colleague", viewer.pick(about.colleague)),
        ("manager", viewer.pick(about.manager).format(minimum=max(FLOOR, terms.minimum))),
        ("puppets", viewer.pick(about.puppets)),
        ("operator", viewer.pick(about.operator)),
        ("kept", viewer.pick(about.storage).format(days=terms.retention)),
        ("stop", viewer.pick(about.stop)),
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


def questions_form(viewer: CheckinViewer, period: Period) -> c.Form:
    """Returns the questions. The form carries its period and its edition, and never an answer."""
    say, instrument = viewer.say, viewer.content.instrument
    free, count = len(instrument.index) - instrument.min_answered, len(instrument.index)
    needed = say("checkin.ask.some" if free else "checkin.ask.every", count=count, free=free)
    intro = say("checkin.ask.intro", needed=needed, last=viewer.day(period.last))
    return c.Form(
        title=say("checkin.ask.title", days=instrument.recall_days),
        action=cards.ANSWER,
        send=say("checkin.ask.send"),
        fields=tuple(_question(viewer, item, free=free > 0) for item in instrument.items),
        value=buttons.questions_edition(period, instrument),
        intro=(c.Note(intro),),
        language=viewer.language,
        dialog=True,
    )


def _question(viewer: CheckinViewer, item: Item, *, free: bool) -> c.Select:
    # What the result is made of is needed; as long as some of it may be left out, that is an answer of its
    # own. All else is marked as optional by each edge.
    needed = item.subscale is Subscale.INDEX
    answers = [c.Option(viewer.pick(answer), str(i)) for i, answer in enumerate(item.scale)]
    left = [c.Option(viewer.say("checkin.ask.leave"), "")] if needed and free else []
    return c.Select(item.id, viewer.pick(item.text), (*answers, *left), optional=not needed)


def answers(ask: Submit, instrument: Instrument) -> dict[str, int]:
    """Returns the places in the scales that were chosen, by item.

    What is no answer of its scale is left out: no error may name it.
    """
    texts = ((item, ask.text(item.id)) for item in instrument.items)
    return {item.id: int(text) for item, text in texts if text.isdecimal() and int(text) < len(item.scale)}


def unanswered(viewer: CheckinViewer, answers: Mapping[str, int]) -> dict[str, str]:
    """Returns the error, by field, where too few of the index's items are answered for a result."""
    instrument = viewer.content.instrument
    missing = next(item.id for item in instrument.index if item.id not in answers)
    least, count = instrument.min_answered, len(instrument.index)
    return {missing: viewer.say("checkin.ask.few", least=least, count=count)}


def export_form(viewer: CheckinViewer, mine: OwnCheckins) -> c.Form:
    """Returns all that is stored of somebody, as JSON to copy: each field is a document of its own."""
    say = viewer.say
    documents = exported_documents(mine.entries)
    fields = tuple(
        c.Input(
            f"part_{i + 1}",
            say("checkin.export.part", part=i + 1, parts=len(documents)),
            c.InputKind.COPY,
            document,
            f"calma-self-check-{i + 1}.json",
            optional=True,
            limit=_COPIED,
        )
        for i, document in enumerate(documents)
    )
    return c.Form(
        title=say("checkin.export.title"),
        action=cards.EXPORTED,
        send=say("checkin.export.done"),
        fields=fields,
        intro=(c.Note(say("checkin.export.text")),),
        language=viewer.language,
        dialog=True,
    )


def exported_documents(entries: Sequence[CheckinEntry]) -> list[str]:
    """Returns entries as JSON documents, none of them longer than a field takes."""
    documents, waiting = list[str](), list[dict[str, object]]()
    for entry in entries:
        more = [*waiting, _plain(entry)]
        if waiting and len(_json(more)) > _LONGEST:
            documents.append(_json(waiting))
            more = more[-1:]
        waiting = more
    return [*documents, _json(waiting)]


def _parts(viewer: CheckinViewer, parts: Sequence[tuple[str, str]]) -> Iterator[c.Text]:
    for name, text in parts:
        yield c.Text(f"**{viewer.say(f'checkin.about.{name}')}**")
        yield c.Text(text)


def _plain(entry: CheckinEntry) -> dict[str, object]:
    return {
        "period": entry.period,
        "instrument": f"{entry.instrument} {entry.version}",
        "answers": dict(entry.answers),
        "index": entry.index,
        "exposures": dict(entry.exposures),
    }


def _json(entries: Sequence[dict[str, object]]) -> str:
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"[\n{lines}\n]" if lines else "[]"
