"""The form for a tenant's settings, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.coach import card as c
from bot.coach.checkin import actions
from bot.coach.checkin.kit import allows
from bot.coach.checkin.period import Cadence
from bot.coach.checkin.ports import LEAST, RETENTION, Terms
from bot.coach.checkin.sight import Sight
from bot.coach.checkin.support import named
from bot.coach.groups import Group
from bot.coach.talk import Submit

MOST = 1000  # people that a figure can need; more is a slip of the finger
_ON, _OFF = "yes", "no"
_NAME = 60  # characters
_SELECT = 100  # options of a select


def form(sight: Sight, terms: Terms, groups: Sequence[Group]) -> c.Form:
    """Returns the form as things are."""
    say = sight.say
    return c.Form(
        title=say("checkin.set.title"),
        action=actions.SET,
        send=say("checkin.set.send"),
        fields=(
            *_groups(sight, terms, groups),
            c.Select("cadence", say("checkin.set.cadence"), _cadences(sight), (str(terms.cadence.value),)),
            _number(sight, "minimum", terms.minimum),
            _number(sight, "retention", terms.retention),
            c.Select("country", say("checkin.set.country"), _countries(sight), (terms.country,)),
            c.Select("on", say("checkin.set.on"), _on(sight), (_ON if terms.on else _OFF,)),
        ),
        value=str(terms.version),
        intro=() if groups else (c.Note(say("checkin.set.groups.none")),),
        language=sight.language,
    )


def wrong(sight: Sight, ask: Submit) -> dict[str, str]:
    """Returns what is to be mended, by field."""
    found = {}
    if not LEAST <= _whole(ask.text("minimum")) <= MOST:
        found["minimum"] = sight.say("checkin.set.minimum.wrong")
    if not RETENTION[0] <= _whole(ask.text("retention")) <= RETENTION[1]:
        found["retention"] = sight.say("checkin.set.retention.wrong")
    if not allows(sight.content, _cadence(ask)):
        found["cadence"] = sight.say("checkin.set.often")
    return found


def terms(ask: Submit, before: Terms, groups: Sequence[Group]) -> Terms:
    """Returns what the form says, once nothing of it is wrong. Its version is the one it was opened with."""
    version = ask.value
    return replace(
        before,
        on=ask.text("on") != _OFF,
        cadence=_cadence(ask),
        minimum=_whole(ask.text("minimum")),
        retention=_whole(ask.text("retention")),
        country=ask.text("country")[:2],
        groups=tuple(group.id for group in groups if group.id in ask.many("groups")),
        version=int(version) if version.isdecimal() else before.version,
    )


def _cadence(ask: Submit) -> Cadence:
    return Cadence.WEEKLY if ask.text("cadence") == "1" else Cadence.FORTNIGHTLY


def _whole(text: str) -> int:
    # Number fields of some clients write 8.0.
    bare = text.removesuffix(".0")
    return int(bare) if bare.isdecimal() and len(bare) <= 6 else -1


def _number(sight: Sight, name: str, value: int) -> c.Input:
    label, hint = sight.say(f"checkin.set.{name}"), sight.say(f"checkin.set.{name}.hint")
    return c.Input(name, label, c.Kind.NUMBER, str(value), hint)


def _groups(sight: Sight, terms: Terms, groups: Sequence[Group]) -> tuple[c.Field, ...]:
    options = tuple(c.Option(c.clip(group.name, _NAME), group.id) for group in groups[:_SELECT])
    label = sight.say("checkin.set.groups")
    return (c.Select("groups", label, options, terms.groups, many=True, optional=True),) if groups else ()


def _cadences(sight: Sight) -> tuple[c.Option, ...]:
    return (
        c.Option(sight.say("checkin.reminders.fortnightly"), "2"),
        c.Option(sight.say("checkin.reminders.weekly"), "1"),
    )


def _countries(sight: Sight) -> tuple[c.Option, ...]:
    every = c.Option(sight.say("checkin.set.country.all"), "")
    return (every, *(c.Option(named(sight, code), code) for code in sorted(sight.content.lines)))


def _on(sight: Sight) -> tuple[c.Option, ...]:
    return (c.Option(sight.say("checkin.set.yes"), _ON), c.Option(sight.say("checkin.set.no"), _OFF))
