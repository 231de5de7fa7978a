"""Forms for the policy and the log as CSV, and what a manager filled in or has to mend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.core.policy import (
    DEFAULT,
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
    channels_of,
)
from bot.core.sentence import with_capital
from bot.core.viewer import Viewer, quotes
from bot.features.boundary.buttons import PolicyReference
from bot.features.boundary.export import csv_text
from bot.features.boundary.forms import kind_options
from bot.features.boundary.manager_cards import SETTINGS, WORDS, part_name
from bot.features.boundary.model import Incident, PolicyEdition
from bot.features.boundary.viewer import BoundaryViewer

EXPORTED = "boundary.exported"
CSV_LIMIT = 3000  # characters of one field of a form, on the platform that takes fewest
_RANGES = {"rest": REST, "reminder": REMINDER, "retention": RETENTION}
_COUNTS = tuple(str(count) for count in range(1, MOST_WARNINGS + 1))
_CHANNEL_LIMIT = 128  # characters
_CHANNEL = re.compile(rf"\S{{1,{_CHANNEL_LIMIT}}}")
_NUMBER = re.compile(r"([0-9]{1,6})(?:\.0+)?")  # Slack sends `5`, a form elsewhere may send `5.0`
SETTINGS_LIMITS = FormLimits({"channel": _CHANNEL_LIMIT})
WORDS_LIMITS, CSV_LIMITS = FormLimits(otherwise=MOST_WORDS), FormLimits({"csv": CSV_LIMIT})
FieldFaults = Mapping[str, str]


def settings_form(viewer: Viewer, edition: PolicyEdition) -> c.Form:
    """Returns the form for everything but the words."""
    say, policy = viewer.say, edition.policy
    return c.Form(
        title=say("boundary.settings_title"),
        action=SETTINGS,
        send=say("boundary.save"),
        fields=(
            c.Select("warnings", say("boundary.set.warnings"), _counts(), (str(policy.warnings),)),
            c.Select("ending", say("boundary.set.ending"), _endings(viewer), (policy.ending.value,)),
            c.Select(
                "zero_tolerance",
                say("boundary.set.zero"),
                kind_options(viewer),
                tuple(kind.value for kind in policy.zero_tolerance),
                many=True,
                optional=True,
            ),
            *_supervisors(viewer, policy),
            c.Input(
                "channel",
                say("boundary.set.channel"),
                c.InputKind.CHANNEL,
                policy.channel,
                say("boundary.set.channel_hint"),
                optional=True,
            ),
            *(
                c.Select(name, say(f"boundary.set.{name}"), _yes_no(viewer), (_bit(getattr(policy, name)),))
                for name in ("announced", "recorded")
            ),
            *_numbers(viewer, policy),
        ),
        value=PolicyReference(edition.version).encode(),
        language=viewer.language,
    )


def read_settings(viewer: Viewer, ask: Submit, before: Policy) -> Policy | FieldFaults:
    """Returns the policy with the settings of the form, or what to mend, by field."""
    numbers = {name: _number(ask.text(name), *_RANGES[name]) for name in _RANGES}
    if wrong := _settings_faults(viewer, ask, numbers):
        return wrong
    # Further ones, which only a file can name, stay behind those that the form has fields for.
    chosen = (ask.text(f"supervisor_{i + 1}") for i in range(SUPERVISORS))
    people = (*chosen, *before.supervisors[SUPERVISORS:])
    return replace(
        before,
        warnings=int(ask.text("warnings")),
        ending=ContactEnding(ask.text("ending")),
        zero_tolerance=tuple(kind for kind in AbuseKind if kind.value in ask.many("zero_tolerance")),
        supervisors=tuple(dict.fromkeys(person for person in people if person)),
        channel=ask.text("channel"),
        announced=ask.text("announced") == "1",
        recorded=ask.text("recorded") == "1",
        rest=numbers["rest"] or 0,
        reminder=numbers["reminder"] or 0,
        retention=numbers["retention"] or 0,
    )


def words_form(viewer: BoundaryViewer, edition: PolicyEdition, part: PolicyPart) -> c.Form:
    """Returns the form for the words of one part, the manager's own language first."""
    order = sorted(viewer.book.languages, key=lambda code: code != viewer.language)
    return c.Form(
        title=c.clip(part_name(viewer, part), 24),
        action=WORDS,
        send=viewer.say("boundary.save"),
        fields=tuple(
            c.Input(
                words_field(channel, code),
                f"{viewer.say(f'boundary.channel.{channel}')} · {viewer.say(f'language.{code}')}",
                c.InputKind.PARAGRAPH,
                viewer.wording(edition.policy, part, channel).get(code, ""),
                optional=True,
                limit=MOST_WORDS,
                example=viewer.say(f"boundary.words.example.{code}"),
            )
            for channel in channels_of(part)
            for code in order
        ),
        value=PolicyReference(edition.version, part).encode(),
        intro=(c.Text(viewer.say("boundary.words_how")), *_earlier(viewer, edition.policy, part)),
        language=viewer.language,
    )


def read_words(viewer: BoundaryViewer, ask: Submit, before: Policy, part: PolicyPart) -> Policy | FieldFaults:
    """Returns the policy with the words of the form for one part, or what to mend, by field.

    What is as it was shipped, or left empty, is nobody's own: the phrasebook's words count there.
    """
    wrong: dict[str, str] = {}
    wording: dict[str, dict[str, str]] = {}
    shipped = viewer.book.protocols[DEFAULT]
    for channel in channels_of(part):
        texts = {code: ask.text(words_field(channel, code)) for code in viewer.book.languages}
        for code, text in texts.items():
            if not text and any(texts.values()):
                wrong[words_field(channel, code)] = viewer.say("boundary.words_missing")
        if any(texts.values()) and texts != dict(shipped.said(part, channel)):
            wording[channel] = texts
    others = {known: said for known, said in before.words.items() if known is not part}
    return wrong or replace(before, words={**others, part: wording} if wording else others)


def words_field(channel: str, language: str) -> str:
    """Returns the name of the field for one wording."""
    return f"{channel}_{language}"


def export_form(viewer: Viewer, incidents: Sequence[Incident], count: int) -> c.Form:
    """Returns a form that holds the newest of `count` incidents as CSV, to copy: so many as a form takes."""
    rows = list(incidents)
    while len(text := csv_text(rows)) > CSV_LIMIT:
        rows = rows[: len(rows) * 4 // 5]
    intro = viewer.say("incident.export_text", shown=len(rows), count=count)
    return c.Form(
        title=viewer.say("incident.export"),
        action=EXPORTED,
        send=viewer.say("incident.export_done"),
        fields=(
            c.Input(
                "csv", "CSV", c.InputKind.PARAGRAPH, text, viewer.say("incident.export_hint"), True, CSV_LIMIT
            ),
        ),
        intro=(c.Text(intro),),
        language=viewer.language,
    )


def _settings_faults(viewer: Viewer, ask: Submit, numbers: Mapping[str, int | None]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, number in numbers.items():
        if number is None:
            least, most = _RANGES[name]
            wrong[name] = viewer.say("boundary.set.range", least=least, most=most)
    endings = {ending.value for ending in ContactEnding}
    for name, options in (("warnings", set(_COUNTS)), ("ending", endings)):
        if ask.text(name) not in options:
            wrong[name] = viewer.say("boundary.set.choose")
    if not set(ask.many("zero_tolerance")) <= {kind.value for kind in AbuseKind}:
        wrong["zero_tolerance"] = viewer.say("boundary.set.choose")
    channel = ask.text("channel")
    if channel and not _CHANNEL.fullmatch(channel):
        wrong["channel"] = viewer.say("boundary.set.channel_wrong")
    return wrong


def _earlier(viewer: Viewer, policy: Policy, part: PolicyPart) -> tuple[c.Element, ...]:
    # Words that a manager wrote for an earlier version, shown where they may belong.
    group, _, name = part.value.rpartition(".")
    if name not in {"chance", "closing"}:
        return ()
    before = policy.words.get(PolicyPart(f"{group}.last"), {})
    texts = [
        quote
        for channel, said in before.items()
        for code, text in said.items()
        for quote in quotes(
            f"{viewer.say(f'boundary.channel.{channel}')} · {viewer.say(f'language.{code}')}:", text
        )
    ]
    return (c.Text(viewer.say("boundary.earlier_words")), *texts) if texts else ()


def _number(text: str, least: int, most: int) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match and least <= int(match[1]) <= most else None


def _counts() -> tuple[c.Option, ...]:
    return tuple(c.Option(count, count) for count in _COUNTS)


def _endings(viewer: Viewer) -> tuple[c.Option, ...]:
    return tuple(
        c.Option(with_capital(viewer.say(f"boundary.ending.{ending.value}")), ending.value)
        for ending in ContactEnding
    )


def _supervisors(viewer: Viewer, policy: Policy) -> tuple[c.Input, ...]:
    chosen = (*policy.supervisors, *[""] * SUPERVISORS)
    return tuple(
        c.Input(
            f"supervisor_{i + 1}",
            viewer.say("boundary.set.supervisor", number=i + 1),
            c.InputKind.PERSON,
            chosen[i],
            optional=True,
        )
        for i in range(SUPERVISORS)
    )


def _numbers(viewer: Viewer, policy: Policy) -> Iterator[c.Input]:
    for name, (least, most) in _RANGES.items():
        label, hint = viewer.say(f"boundary.set.{name}"), viewer.say("form.between", least=least, most=most)
        yield c.Input(name, label, c.InputKind.NUMBER, str(getattr(policy, name)), hint)


def _yes_no(viewer: Viewer) -> tuple[c.Option, ...]:
    words = (with_capital(viewer.say(f"boundary.{name}")) for name in ("no", "yes"))
    return tuple(c.Option(word, str(value)) for value, word in enumerate(words))


def _bit(value: bool) -> str:
    return "1" if value else "0"
