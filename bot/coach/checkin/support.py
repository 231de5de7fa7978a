"""Lines of help, and what helps around a hard shift. Nothing of it depends on anybody's answers."""

from __future__ import annotations

from bot.coach import card as c
from bot.coach.checkin import actions
from bot.coach.checkin.instrument import Line
from bot.coach.checkin.sight import Sight

_NAMED = frozenset({"US", "ES", "MX"})  # countries that the bot has a name for


def lines(sight: Sight, country: str) -> tuple[c.Element, ...]:
    """Returns the lines of help of a country; those of all countries where none is set, or none known."""
    known = sight.content.lines
    countries = [country] if country in known else sorted(known)
    found: list[c.Element] = [c.Heading(sight.say("checkin.lines"))]
    for code in countries:
        if len(countries) > 1:
            found.append(c.Note(named(sight, code)))
        for line in known[code]:
            found += _line(sight, line)
    return tuple(found)


def named(sight: Sight, country: str) -> str:
    """Returns the name of a country, or its code."""
    return sight.say(f"checkin.country.{country}") if country in _NAMED else country


def lines_card(sight: Sight, country: str) -> c.Card:
    """Returns the lines of help, and whom else to talk to."""
    talk = c.Heading(sight.say("checkin.talk"))
    elements = (*lines(sight, country), talk, *sight.bullets(sight.content.care.talk))
    return c.Card(sight.say("checkin.lines"), elements, sight.language)


def care_card(sight: Sight, country: str) -> c.Card:
    """Returns the checklist before, during and after a hard shift, a breathing pace, whom to talk to."""
    care, title = sight.content.care, sight.say("checkin.care")
    parts = (("before", care.before), ("during", care.during), ("after", care.after))
    elements: list[c.Element] = [c.Heading(title), c.Note(sight.say("checkin.care.note"))]
    for name, texts in parts:
        elements += [c.Heading(sight.say(f"checkin.care.{name}")), *sight.bullets(texts)]
    elements += [c.Heading(sight.say("checkin.care.breathing")), c.Text(sight.pick(care.breathing.text))]
    elements += [c.Heading(sight.say("checkin.talk")), *sight.bullets(care.talk)]
    return c.Card(title, (*elements, *lines(sight, country)), sight.language)


def help_card(sight: Sight, *, manager: bool) -> c.Card:
    """Returns what can be typed. `manager`: also what only they can do."""
    say, title = sight.say, sight.say("checkin.help.title")
    keys = ("all", "me", "care", *(("team", "settings") if manager else ()))
    buttons = (actions.start(say), actions.me(say), actions.care(say), actions.lines(say))
    texts = tuple(c.Text(say(f"checkin.help.{key}")) for key in keys)
    private = c.Note(say("checkin.help.private"))
    return c.Card(title, (c.Heading(title), *texts, private, c.Buttons(buttons)), sight.language)


def _line(sight: Sight, line: Line) -> tuple[c.Element, ...]:
    about = sight.pick(line.about)
    text = c.Text(f"**{sight.pick(line.name)}** · {sight.pick(line.contact)}")
    return (text, c.Note(about)) if about else (text,)
