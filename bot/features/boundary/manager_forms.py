"""What a manager's form makes of the policy, or what there is to mend in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.core.chat import Submit
from bot.core.phrasebook import CHANNELS
from bot.core.policy import (
    MOST_WARNINGS,
    MOST_WORDS,
    REMINDER,
    REST,
    RETENTION,
    SUPERVISORS,
    AbuseKind,
    ContactEnding,
    Policy,
    PolicyPart,
)
from bot.core.viewer import Viewer
from bot.features.boundary.manager_cards import NUMBERS, field

_RANGES = dict(zip(NUMBERS, (REST, REMINDER, RETENTION), strict=True))
_CHANNEL = re.compile(r"\S{1,128}")
Wrong = Mapping[str, str]


def settings(viewer: Viewer, ask: Submit, before: Policy) -> Policy | Wrong:
    """Returns the policy with the settings of the form, or what to mend, by field."""
    wrong: dict[str, str] = {}
    numbers = {name: _number(ask.text(name), *_RANGES[name]) for name in NUMBERS}
    for name, number in numbers.items():
        if number is None:
            least, most = _RANGES[name]
            wrong[name] = viewer.say("boundary.set.range", least=least, most=most)
    counts = [str(count) for count in range(1, MOST_WARNINGS + 1)]
    for name, options in (("warnings", counts), ("ending", [ending.value for ending in ContactEnding])):
        if ask.text(name) not in options:
            wrong[name] = viewer.say("boundary.set.choose")
    kinds = ask.many("zero_tolerance")
    if not set(kinds) <= {kind.value for kind in AbuseKind}:
        wrong["zero_tolerance"] = viewer.say("boundary.set.choose")
    channel = ask.text("channel")
    if channel and not _CHANNEL.fullmatch(channel):
        wrong["channel"] = viewer.say("boundary.set.channel_wrong")
    if wrong:
        return wrong
    # Further ones, which only a file can name, stay behind those that the form has fields for.
    chosen = (ask.text(f"supervisor_{i + 1}") for i in range(SUPERVISORS))
    people = (*chosen, *before.supervisors[SUPERVISORS:])
    return replace(
        before,
        warnings=int(ask.text("warnings")),
        ending=ContactEnding(ask.text("ending")),
        zero_tolerance=tuple(kind for kind in AbuseKind if kind.value in kinds),
        supervisors=tuple(dict.fromkeys(person for person in people if person)),
        channel=channel,
        announced=ask.text("announced") == "1",
        rest=numbers["rest"] or 0,
        reminder=numbers["reminder"] or 0,
        retention=numbers["retention"] or 0,
    )


def words(viewer: Viewer, ask: Submit, before: Policy, part: PolicyPart) -> Policy | Wrong:
    """Returns the policy with the words of the form for one part, or what to mend, by field."""
    wrong: dict[str, str] = {}
    wording: dict[str, dict[str, str]] = {}
    closing = part in {PolicyPart.END_CLOSING, PolicyPart.TRANSFER_CLOSING}
    for channel in CHANNELS:
        said = {code: ask.text(field(channel, code)) for code in viewer.book.languages}
        left_out = closing and channel == "email" and not any(said.values())
        for code, text in said.items():
            if len(text) > MOST_WORDS:
                wrong[field(channel, code)] = viewer.say("boundary.words_long", limit=MOST_WORDS)
            elif not text and not left_out:
                wrong[field(channel, code)] = viewer.say("boundary.words_missing")
        if not left_out:
            wording[channel] = said
    return wrong or replace(before, words={**before.words, part: wording})


def _number(text: str, least: int, most: int) -> int | None:
    # Slack sends `5`, a form elsewhere may send `5.0`; anything else is no number of minutes or days.
    found = re.fullmatch(r"([0-9]{1,6})(?:\.0+)?", text)
    return int(found[1]) if found and least <= int(found[1]) <= most else None
