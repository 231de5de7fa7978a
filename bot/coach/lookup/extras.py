"""What the found card offers beside its phrases: to save one, and to tell how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.coach import card as c
from bot.coach.lookup.view import TOLD, View
from bot.coach.phrasebook import Phrase
from bot.coach.ports import Outcome
from bot.coach.words import Say, pick

SAVE, OUTCOME = "lookup.save", "lookup.outcome"
LABEL, VALUE = 75, 150  # characters of an option at most, on the platform that takes least
_SEPARATOR = "|"


def save(shown: Sequence[Phrase], views: Sequence[str], first: str, say: Say) -> c.Choice:
    """Returns the select that saves one of the phrases shown; choosing leaves the card as it is.

    `views` has for each phrase the view that its option carries.
    """
    options = tuple(
        c.Option(
            c.clip(" ".join(c.plain(pick(phrase.text, first)).split()), LABEL),
            f"{phrase.id}{_SEPARATOR}{view}",
        )
        for phrase, view in zip(shown, views, strict=False)
    )
    return c.Choice(SAVE, say("found.save"), options)


def beside(phrase: str) -> int:
    """Returns how many characters an option of `save` has room for beside the phrase's id."""
    return VALUE - len(phrase) - len(_SEPARATOR)


def outcomes(shown: Sequence[Phrase], view: View, say: Say) -> tuple[c.Element, ...]:
    """Returns the question how it went, last and small; nothing where it has been answered."""
    if not asks(view):
        return ()
    ids = ",".join(phrase.id for phrase in shown)
    buttons = tuple(
        c.Button(
            say(f"outcome.{outcome.value}"), OUTCOME, _SEPARATOR.join((outcome.value, ids, view.encode()))
        )
        for outcome in Outcome
    )
    return c.Note(say("outcome.ask")), c.Buttons(buttons)


def asks(view: View) -> bool:
    """Returns whether a card with this view asks how it went."""
    return view.ticket not in ("", TOLD)


def saved(value: str) -> tuple[str, str]:
    """Returns the phrase's id and the view in the value of an option of `save`."""
    phrase, _, view = value.partition(_SEPARATOR)
    return phrase, view


def told(value: str) -> tuple[Outcome | None, tuple[str, ...], str]:
    """Returns the outcome (None: none we know), the phrases' ids and the view in a button's value."""
    outcome, _, rest = value.partition(_SEPARATOR)
    ids, _, view = rest.partition(_SEPARATOR)
    known = next((found for found in Outcome if found.value == outcome), None)
    return known, tuple(ids.split(",")), view


def answered(view: View) -> View:
    """Returns the view of a card on which nothing is asked any more."""
    return replace(view, ticket=TOLD)
