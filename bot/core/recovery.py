"""A break after a hard contact: what helps in it."""

from __future__ import annotations

from bot.core import card as c
from bot.core.viewer import Viewer

MINUTES = (5, 10, 20)  # how long a break may be


def title(viewer: Viewer, minutes: int) -> str:
    """Returns what stands above a break."""
    return viewer.say("recovery.title", minutes=minutes)


def elements(viewer: Viewer, minutes: int, since: str = "") -> tuple[c.Element, ...]:
    """Returns what helps in a break of so many minutes, without its heading.

    `since` is the time of day at which it began, where word comes when it is over.
    """
    until = (c.Note(viewer.say("recovery.until", minutes=minutes, at=since)),) if since else ()
    ways = (c.Text(viewer.say(f"recovery.{way}")) for way in ("breathe", "step_away", "talk"))
    return (*ways, *until)


def lengths(own: int, *, severe: bool) -> tuple[int, ...]:
    """Returns how long a break may be, the likeliest first: the longest after what is severe.

    `own` is the length that the organisation set.
    """
    return tuple(sorted({own, *MINUTES}, reverse=severe))
