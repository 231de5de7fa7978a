"""The form for a tenant's settings, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core import card as c
from bot.core.chat import Submit
from bot.features.checkin import buttons, cards
from bot.features.checkin.model import LEAST, RETENTION, Terms
from bot.features.checkin.period import Cadence
from bot.features.checkin.viewer import CheckinViewer

MOST = 1000  # people that a figure can need; more is a slip of the finger
_ON, _OFF = "yes", "no"


def settings_form(viewer: CheckinViewer, terms: Terms) -> c.Form:
    """Returns the form as things are."""
    say = viewer.say
    return c.Form(
        title=say("checkin.set.title"),
        action=cards.SET,
        send=say("checkin.set.send"),
        fields=(
            *terms_fields(viewer, terms),
            c.Select("on", say("checkin.set.on"), _on(viewer), (_ON,)),
        ),
        value=buttons.encode_version(terms),
        intro=(c.Note(say("checkin.set.weaker")),),
        language=viewer.language,
    )


def terms_fields(viewer: CheckinViewer, terms: Terms) -> tuple[c.Field, ...]:
    """Returns the fields for how often, how many, how long, and where."""
    say = viewer.say
    return (
        c.Select("cadence", say("checkin.set.cadence"), _cadences(viewer), (str(terms.cadence.value),)),
        _number(viewer, "minimum", terms.minimum),
        _number(viewer, "retention", terms.retention),
        c.Select("country", say("checkin.set.country"), _countries(viewer), (terms.country,)),
    )


def turns_off(ask: Submit) -> bool:
    """Returns whether a form says that the self-check is to be off."""
    return ask.text("on") == _OFF


def settings_errors(viewer: CheckinViewer, ask: Submit) -> dict[str, str]:
    """Returns what is to be mended, by field."""
    errors = {}
    if not LEAST <= _whole(ask.text("minimum")) <= MOST:
        errors["minimum"] = viewer.say("checkin.set.minimum.wrong")
    if not RETENTION[0] <= _whole(ask.text("retention")) <= RETENTION[1]:
        errors["retention"] = viewer.say("checkin.set.retention.wrong")
    if not viewer.content.instrument.allows(_cadence(ask)):
        errors["cadence"] = viewer.say("checkin.set.often")
    return errors


def filled_terms(ask: Submit, before: Terms, today: date) -> Terms:
    """Returns what the form says, once nothing of it is wrong. Its version is the one it was opened with."""
    version = buttons.decode_version(ask.value)
    return replace(
        before.asked_every(_cadence(ask), today),
        minimum=_whole(ask.text("minimum")),
        retention=_whole(ask.text("retention")),
        country=ask.text("country")[:2],
        version=before.version if version is None else version,
    )


def _cadence(ask: Submit) -> Cadence:
    weeks = {str(cadence.value): cadence for cadence in Cadence}
    return weeks.get(ask.text("cadence"), Cadence.FORTNIGHTLY)


def _whole(text: str) -> int:
    # Number fields of some clients write 8.0.
    bare = text.removesuffix(".0")
    return int(bare) if bare.isdecimal() and len(bare) <= 6 else -1


def _number(viewer: CheckinViewer, name: str, value: int) -> c.Input:
    label, hint = viewer.say(f"checkin.set.{name}"), viewer.say(f"checkin.set.{name}.hint")
    return c.Input(name, label, c.InputKind.NUMBER, str(value), hint)


def _cadences(viewer: CheckinViewer) -> tuple[c.Option, ...]:
    return tuple(
        c.Option(viewer.every(cadence), str(cadence.value))
        for cadence in Cadence
        if viewer.content.instrument.allows(cadence)
    )


def _countries(viewer: CheckinViewer) -> tuple[c.Option, ...]:
    every = c.Option(viewer.say("checkin.set.country.all"), "")
    return (every, *(c.Option(viewer.pick(n.name), n.country) for n in viewer.book.numbers.values()))


def _on(viewer: CheckinViewer) -> tuple[c.Option, ...]:
    return (c.Option(viewer.say("checkin.set.yes"), _ON), c.Option(viewer.say("checkin.set.no"), _OFF))
