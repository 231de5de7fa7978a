"""Short cards: something is off, over, declined, or kept from being opened."""

from __future__ import annotations

from bot.coach import card as c
from bot.coach.checkin import actions
from bot.coach.checkin.sight import Sight


def note(sight: Sight, key: str, *buttons: c.Button, **values: object) -> c.Card:
    """Returns the card of `checkin.<key>.title` and `checkin.<key>`, with buttons."""
    title = sight.say(f"checkin.{key}.title")
    text = c.Text(sight.say(f"checkin.{key}", **values))
    row = [c.Buttons(buttons)] if buttons else []
    return c.Card(title, (c.Heading(title), text, *row), sight.language)


def off(sight: Sight) -> c.Card:
    """Returns what everybody gets where the self-check is turned off."""
    return note(sight, "off", actions.care(sight.say))


def damaged(sight: Sight) -> c.Card:
    """Returns what somebody gets whose own key is damaged: it is theirs to erase and begin anew."""
    erase = c.Button(sight.say("checkin.erase.open"), actions.ERASE, tone=c.Tone.DANGER)
    return note(sight, "damaged", erase, actions.care(sight.say))


def closed(sight: Sight, reference: str) -> c.Card:
    """Returns what everybody gets where the keys are not there, or not the right ones."""
    return note(sight, "closed", actions.care(sight.say), reference=reference)
