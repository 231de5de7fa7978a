"""What is asked: whether somebody wants this, and the questions; and the export. All in a dialog alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.copying import copy_field, documents_of
from bot.features.checkin import buttons, cards
from bot.features.checkin.consent import Weakening, holding
from bot.features.checkin.instrument import Instrument, Item, Subscale
from bot.features.checkin.model import INDEX, CheckinEntry
from bot.features.checkin.period import Period
from bot.features.checkin.record import Consent
from bot.features.checkin.viewer import CheckinViewer

PART = 2  # elements that make one part of what is told before a yes: its name and its text


def consent_form(viewer: CheckinViewer, asked: Consent) -> c.Form:
    """Returns what the self-check is and is not, who sees what, for how long, and the question for a yes."""
    say = viewer.say
    parts = tuple(_parts(viewer, asked))
    no = c.Button(say("checkin.no"), cards.DECLINE)
    intro: tuple[c.Element, ...] = (
        *parts[:PART],
        # Near the top, and once more at the end: a no must be no further away than a yes.
        c.Buttons((no, cards.lines_button(say))),
        *parts[PART:],
        c.Note(say("checkin.about.reminders")),
        c.Buttons((no,)),
    )
    return _consent(viewer, asked, say("checkin.title"), say("checkin.yes"), intro)


def changed_form(
    viewer: CheckinViewer, agreed: Consent | None, asked: Consent, became: Sequence[Weakening]
) -> c.Form:
    """Returns what got weaker since somebody agreed, and the question for a yes to the terms of now.

    Until then those hold that they agreed to; under them they may go on, unless the questions are others.
    """
    say = viewer.say
    go_on = c.Button(say("checkin.changed.go_on"), cards.GO_ON, form=True)
    ways = (*([] if Weakening.INSTRUMENT in became else [go_on]), c.Button(say("checkin.no"), cards.DECLINE))
    kept = say("checkin.changed.kept", days=holding(agreed, asked).retention)
    intro: tuple[c.Element, ...] = (
        *viewer.lines(_weakened(viewer, each, agreed, asked) for each in became),
        c.Text(kept),
        c.Buttons((*ways, cards.lines_button(say))),
        c.Heading(say("checkin.changed.now")),
        *_parts(viewer, asked),
        c.Buttons(ways),
    )
    return _consent(viewer, asked, say("checkin.changed.title"), say("checkin.changed.yes"), intro)


def _consent(
    viewer: CheckinViewer, asked: Consent, title: str, send: str, intro: tuple[c.Element, ...]
) -> c.Form:
    return c.Form(
        title=title,
        action=cards.CONSENT,
        send=send,
        fields=(),
        value=buttons.consent_edition(asked),
        intro=intro,
        language=viewer.language,
        dialog=True,
    )


def _weakened(viewer: CheckinViewer, weakening: Weakening, agreed: Consent | None, asked: Consent) -> str:
    numbers = agreed or asked
    values: dict[Weakening, dict[str, object]] = {
        Weakening.MINIMUM: {"now": asked.minimum, "then": numbers.minimum},
        Weakening.RETENTION: {"now": asked.retention, "then": numbers.retention},
        Weakening.COUNTRY: {
            "now": viewer.country(asked.country),
            "then": viewer.country(numbers.country),
        },
    }
    return viewer.say(f"checkin.changed.{weakening.value}", **values.get(weakening, {}))


def questions_form(viewer: CheckinViewer, period: Period, zone: str) -> c.Form:
    """Returns the questions. The form carries its period and its edition, and never an answer."""
    say, instrument = viewer.say, viewer.content.instrument
    needed = _needed(viewer, instrument)
    intro = say("checkin.ask.intro", needed=needed, last=viewer.until(period, zone))
    return c.Form(
        title=say("checkin.ask.title", days=instrument.recall_days),
        action=cards.ANSWER,
        send=say("checkin.ask.send"),
        fields=tuple(_question(viewer, item, instrument.subscale_of(item)) for item in instrument.items),
        value=buttons.questions_edition(period, instrument),
        intro=(c.Note(intro),),
        language=viewer.language,
        dialog=True,
    )


def _needed(viewer: CheckinViewer, instrument: Instrument) -> str:
    say, subscales = viewer.say, instrument.subscales
    if len(subscales) > 1:
        least = "; ".join(
            say("checkin.ask.part", part=viewer.load(s), least=s.min_answered, count=len(s.items))
            for s in subscales
        )
        return say("checkin.ask.parts", count=len(subscales), least=least)
    free, count = subscales[0].free, len(subscales[0].items)
    return say("checkin.ask.some" if free else "checkin.ask.every", count=count, free=free)


def _question(viewer: CheckinViewer, item: Item, subscale: Subscale | None) -> c.Select:
    # What a result is made of is needed; as long as some of it may be left out, that is an answer of its
    # own. All else is marked as optional by each edge.
    answers = [c.Option(viewer.pick(answer), str(i)) for i, answer in enumerate(item.scale)]
    left = [c.Option(viewer.say("checkin.ask.leave"), "")] if subscale and subscale.free else []
    return c.Select(item.id, viewer.pick(item.text), (*answers, *left), optional=subscale is None)


def answers(ask: Submit, instrument: Instrument) -> dict[str, int]:
    """Returns the places in the scales that were chosen, by item.

    What is no answer of its scale is left out: no error may name it.
    """
    texts = ((item, ask.text(item.id)) for item in instrument.items)
    return {item.id: int(text) for item, text in texts if text.isdecimal() and int(text) < len(item.scale)}


def unanswered(viewer: CheckinViewer, subscale: Subscale, answers: Mapping[str, int]) -> dict[str, str]:
    """Returns the error, by field, where too few of a subscale's items are answered for a result."""
    missing = next(item.id for item in subscale.items if item.id not in answers)
    least, count = subscale.min_answered, len(subscale.items)
    key = "checkin.ask.few.part" if subscale.label else "checkin.ask.few"
    return {missing: viewer.say(key, part=viewer.load(subscale), least=least, count=count)}


def export_form(viewer: CheckinViewer, entries: Sequence[CheckinEntry]) -> c.Form:
    """Returns all answers of somebody, as JSON to copy: each field is a document of its own."""
    say = viewer.say
    documents = exported_documents(entries)
    fields = tuple(
        copy_field(
            number,
            say("checkin.export.part", part=number, parts=len(documents)),
            document,
            "calma-self-check",
        )
        for number, document in enumerate(documents, 1)
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
    """Returns entries as JSON documents, each short enough to be copied."""
    return documents_of(map(_plain, entries), _json)


def _parts(viewer: CheckinViewer, asked: Consent) -> Iterator[c.Text]:
    about = viewer.content.about
    parts = (
        ("what", viewer.pick(about.purpose)),
        ("not", viewer.pick(about.is_not)),
        ("colleague", viewer.pick(about.colleague)),
        ("manager", viewer.pick(about.manager).format(minimum=asked.minimum)),
        ("puppets", viewer.pick(about.puppets)),
        ("moves", viewer.pick(about.moves)),
        ("operator", viewer.pick(about.operator)),
        ("kept", viewer.pick(about.storage).format(days=asked.retention)),
        ("stop", viewer.pick(about.stop)),
    )
    for name, text in parts:
        yield c.Text(f"**{viewer.say(f'checkin.about.{name}')}**")
        yield c.Text(text)


def _plain(entry: CheckinEntry) -> dict[str, object]:
    return {
        "period": entry.period,
        "instrument": f"{entry.instrument} {entry.version}",
        "answers": dict(entry.answers),
        **_plain_indices(entry),
        "exposures": dict(entry.exposures),
    }


def _plain_indices(entry: CheckinEntry) -> dict[str, object]:
    # The one index of an instrument that has no more is told as it always was.
    if entry.indices.keys() <= {INDEX}:
        return {INDEX: entry.indices.get(INDEX)}
    return {"indices": dict(entry.indices)}


def _json(entries: Sequence[dict[str, object]]) -> str:
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"[\n{lines}\n]" if lines else "[]"
