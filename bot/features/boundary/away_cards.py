"""The protocol's words while nothing can be stored: all of them, in order, and that nobody keeps track."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import card as c
from bot.core.policy import ContactEnding, Policy
from bot.features.boundary import cards
from bot.features.boundary.viewer import BoundaryViewer


def away_card(viewer: BoundaryViewer, policy: Policy, channel: str, status: str, value: str) -> c.Card:
    """Returns the words of every step by the policy; `status` tells what was stored, and what was not.

    `value` is of the button that was pressed, "" for a command: it leads back once the store is there.
    """
    say = viewer.say
    retry = c.Button(say("boundary.away_retry"), *((cards.SHOW, value) if value else (cards.START, channel)))
    alarm = c.Button(say("boundary.someone"), cards.ALARM, f"abuse.{channel}", tone=c.Tone.DANGER)
    title = say("boundary.away")
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(status),
        *_steps(viewer, policy, channel),
        *_without_warning(viewer, policy, channel),
        c.Buttons((retry, alarm, c.Button(say("safety.open"), cards.SAFETY_MENU, tone=c.Tone.DANGER))),
    )


def _steps(viewer: BoundaryViewer, policy: Policy, channel: str) -> Iterator[c.Element]:
    parts = [("first", "first", "")]
    parts += [("second", "second", "boundary.go_on.second")] * (policy.warnings > 2)
    parts += [("chance", "last", "boundary.go_on.chance")] * (policy.warnings > 1)
    for part, cue, asks in [*parts, ("closing", "closing", "boundary.close_with")]:
        if asks:
            yield c.Text(f"**{viewer.say(asks)}**")
        yield _phrase(viewer, policy, part, channel, cue)


def _without_warning(viewer: BoundaryViewer, policy: Policy, channel: str) -> Iterator[c.Element]:
    if not policy.zero_tolerance:
        return
    kinds = ", ".join(viewer.say(f"incident.kind.{kind.value}") for kind in policy.zero_tolerance)
    yield c.Text(f"**{viewer.say('boundary.away_zero', kinds=kinds)}**")
    yield _phrase(viewer, policy, "zero", channel, "zero")
    if policy.ending is ContactEnding.TRANSFER and channel != "email":
        yield _phrase(viewer, policy, "closing", channel, "closing")


def _phrase(viewer: BoundaryViewer, policy: Policy, part: str, channel: str, cue: str) -> c.PhraseBlock:
    return viewer.phrase(
        viewer.wording(policy, policy.part(part), channel), viewer.say(f"boundary.cue.{cue}")
    )
