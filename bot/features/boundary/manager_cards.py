"""The policy as a manager sees it, with the ways to change it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import card as c
from bot.core.names import channel_known_as, known_as
from bot.core.policy import Policy, PolicyPart, parts
from bot.core.viewer import Viewer, dotted, name_line
from bot.features.boundary.buttons import PolicyReference
from bot.features.boundary.model import PolicyEdition
from bot.features.boundary.viewer import BoundaryViewer

SETTINGS, WORDS = "boundary.settings", "boundary.words"


def policy_card(
    viewer: BoundaryViewer, edition: PolicyEdition, names: Mapping[str, str], status: str = ""
) -> c.Card:
    """Returns the policy in force, and the ways to change it; `status` is what was just done.

    `names` are those of whoever is told, by id.
    """
    say, policy, version = viewer.say, edition.policy, edition.version
    title = say("boundary.policy")
    words = tuple(
        c.Button(_part_label(viewer, policy, part), WORDS, PolicyReference(version, part).encode(), form=True)
        for part in parts(policy)
    )
    seen = PolicyReference(version).encode()
    settings = c.Button(say("boundary.settings"), SETTINGS, seen, c.Tone.PRIMARY, form=True)
    return viewer.card(
        title,
        c.Heading(title, say("boundary.version", number=version) if version else ""),
        *([c.Note(status)] if status else []),
        *(c.Text(line) for line in _lines(viewer, policy)),
        *_audience(viewer, policy, names),
        c.Buttons((settings,)),
        c.Note(say("boundary.words_of")),
        c.Buttons(words),
        c.Note(_since(viewer, edition)),
    )


def part_name(viewer: Viewer, part: PolicyPart) -> str:
    """Returns the name of a part, which is the same for both endings."""
    return viewer.say(f"boundary.part.{part.value.rpartition('.')[2]}")


def _part_label(viewer: Viewer, policy: Policy, part: PolicyPart) -> str:
    own = viewer.say("boundary.own_words") if policy.words.get(part) else ""
    return dotted(part_name(viewer, part), own)


def _lines(viewer: Viewer, policy: Policy) -> tuple[str, ...]:
    zero = ", ".join(viewer.say(f"incident.kind.{kind.value}") for kind in policy.zero_tolerance)
    settings = {
        "warnings": str(policy.warnings),
        "ending": viewer.say(f"boundary.ending.{policy.ending.value}"),
        "zero": zero or viewer.say("boundary.none"),
        "rest": str(policy.rest),
        "announced": viewer.say(f"boundary.{'yes' if policy.announced else 'no'}"),
        "recorded": viewer.say(f"boundary.{'yes' if policy.recorded else 'no'}"),
        "reminder": str(policy.reminder),
        "retention": str(policy.retention),
    }
    return tuple(f"**{viewer.say(f'boundary.set.{name}')}:** {text}" for name, text in settings.items())


def _audience(viewer: Viewer, policy: Policy, names: Mapping[str, str]) -> tuple[c.Element, ...]:
    channel = [channel_known_as(viewer.say, names, policy.channel)] if policy.channel else []
    audience = [*channel, *(known_as(viewer.say, names, id) for id in policy.supervisors)]
    if not audience:
        return (c.Text(viewer.say("boundary.appointed")),)
    return (c.Quote(viewer.say("boundary.set.supervisors"), ", ".join(audience)),)


def _since(viewer: BoundaryViewer, edition: PolicyEdition) -> str:
    if edition.at is None:
        return viewer.say("boundary.shipped")
    return viewer.say("boundary.changed", by=name_line(edition.by), at=viewer.moment(edition.at))
