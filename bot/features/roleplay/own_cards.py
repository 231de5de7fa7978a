"""What is found in a reply in one's own words, as it stands above the replies to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import card as c
from bot.core.viewer import Viewer, quotes
from bot.features.roleplay.own_words import OwnFindings

POINTS = ("named", "acknowledged", "step", "time")  # what a reply has at its best
CAREFUL = ("blame", "promise")


def own_elements(viewer: Viewer, text: str, findings: OwnFindings) -> tuple[c.Element, ...]:
    """Returns what somebody typed, and what of each point is there; it grades nothing."""
    return (
        *quotes(viewer.say("own.yours"), text),
        *(c.Text(line) for line in _lines(viewer, findings)),
        c.Note(viewer.say("own.note")),
        c.Divider(),
    )


def _lines(viewer: Viewer, findings: OwnFindings) -> Iterator[str]:
    for point in POINTS:
        words = getattr(findings, point)
        yield viewer.say(f"own.{point}.found", words=words) if words else viewer.say(f"own.{point}.missing")
    for point in CAREFUL:
        if words := getattr(findings, point):
            yield viewer.say(f"own.{point}", words=words)
