"""The policy as a manager sees and sets it: a card, a form for the settings, a form for each wording."""

from __future__ import annotations

from bot.coach import card as c
from bot.coach.boundary.form import kinds
from bot.coach.boundary.policies import Edition
from bot.coach.boundary.sight import Sight, named, stamp
from bot.coach.phrasebook import CHANNELS
from bot.coach.policy import MOST_WARNINGS, MOST_WORDS, SUPERVISORS, Ending, Part, Policy, parts

SETTINGS, WORDS = "boundary.settings", "boundary.words"
NUMBERS = ("rest", "reminder", "retention")


def policy(sight: Sight, edition: Edition, told: str = "") -> c.Card:
    """Returns the policy in force, and the ways to change it."""
    say, found = sight.say, edition.policy
    title = say("boundary.policy")
    words = tuple(
        c.Button(say(f"boundary.part.{part.value}"), WORDS, f"{edition.version}.{part.value}", form=True)
        for part in parts(found)
    )
    settings = c.Button(say("boundary.settings"), SETTINGS, str(edition.version), c.Tone.PRIMARY, form=True)
    return sight.card(
        title,
        c.Heading(title, say("boundary.version", number=edition.version) if edition.version else ""),
        *([c.Note(told)] if told else []),
        *(c.Text(line) for line in _lines(sight, found)),
        *_people(sight, found),
        c.Buttons((settings,)),
        c.Note(say("boundary.words_of")),
        c.Buttons(words),
        c.Note(_since(sight, edition)),
    )


def settings(sight: Sight, edition: Edition) -> c.Form:
    """Returns the form for everything but the words."""
    say, found = sight.say, edition.policy
    return c.Form(
        title=say("boundary.settings_title"),
        action=SETTINGS,
        send=say("boundary.save"),
        fields=(
            c.Select("warnings", say("boundary.set.warnings"), _counts(), (str(found.warnings),)),
            c.Select("ending", say("boundary.set.ending"), _endings(sight), (found.ending.value,)),
            c.Select(
                "zero_tolerance",
                say("boundary.set.zero"),
                kinds(sight),
                tuple(kind.value for kind in found.zero_tolerance),
                many=True,
                optional=True,
            ),
            *_supervisors(sight, found),
            c.Input(
                "channel",
                say("boundary.set.channel"),
                value=found.channel,
                hint=say("boundary.set.channel_hint"),
                optional=True,
                limit=128,
            ),
            c.Select("announced", say("boundary.set.announced"), _yes_no(sight), (_bit(found.announced),)),
            *(
                c.Input(name, say(f"boundary.set.{name}"), c.Kind.NUMBER, str(getattr(found, name)))
                for name in NUMBERS
            ),
        ),
        value=str(edition.version),
        language=sight.language,
    )


def words(sight: Sight, edition: Edition, part: Part) -> c.Form:
    """Returns the form for the words of one part, the manager's own language first."""
    order = sorted(sight.languages, key=lambda code: code != sight.language)
    closing = part in {Part.END_CLOSING, Part.TRANSFER_CLOSING}
    return c.Form(
        title=c.clip(sight.say(f"boundary.part.{part.value}"), 24),
        action=WORDS,
        send=sight.say("boundary.save"),
        fields=tuple(
            c.Input(
                field(channel, code),
                f"{sight.say(f'boundary.channel.{channel}')} · {sight.say(f'language.{code}')}",
                c.Kind.PARAGRAPH,
                edition.policy.said(part, channel).get(code, ""),
                optional=closing and channel == "email",
                limit=MOST_WORDS,
            )
            for channel in CHANNELS
            for code in order
        ),
        value=f"{edition.version}.{part.value}",
        intro=(c.Text(sight.say("boundary.words_how")),),
        language=sight.language,
    )


def field(channel: str, language: str) -> str:
    """Returns the name of the field for one wording."""
    return f"{channel}_{language}"


def _lines(sight: Sight, found: Policy) -> tuple[str, ...]:
    zero = ", ".join(sight.say(f"incident.kind.{kind.value}") for kind in found.zero_tolerance)
    shown = {
        "warnings": str(found.warnings),
        "ending": sight.say(f"boundary.ending.{found.ending.value}"),
        "zero": zero or sight.say("boundary.none"),
        "rest": str(found.rest),
        "announced": sight.say(f"boundary.{'yes' if found.announced else 'no'}"),
        "reminder": str(found.reminder),
        "retention": str(found.retention),
    }
    return tuple(f"**{sight.say(f'boundary.set.{name}')}:** {text}" for name, text in shown.items())


def _people(sight: Sight, found: Policy) -> tuple[c.Element, ...]:
    told = [*([found.channel] if found.channel else []), *found.supervisors]
    if not told:
        return (c.Text(sight.say("boundary.appointed")),)
    return (c.Quote(sight.say("boundary.set.supervisors"), ", ".join(told)),)


def _since(sight: Sight, edition: Edition) -> str:
    if edition.at is None:
        return sight.say("boundary.shipped")
    return sight.say("boundary.changed", by=named(edition.by), at=stamp(edition.at))


def _counts() -> tuple[c.Option, ...]:
    return tuple(c.Option(str(count), str(count)) for count in range(1, MOST_WARNINGS + 1))


def _endings(sight: Sight) -> tuple[c.Option, ...]:
    return tuple(c.Option(sight.say(f"boundary.ending.{e.value}"), e.value) for e in Ending)


def _supervisors(sight: Sight, found: Policy) -> tuple[c.Input, ...]:
    chosen = (*found.supervisors, *[""] * SUPERVISORS)
    return tuple(
        c.Input(
            f"supervisor_{i + 1}",
            sight.say("boundary.set.supervisor", number=i + 1),
            c.Kind.PERSON,
            chosen[i],
            optional=True,
        )
        for i in range(SUPERVISORS)
    )


def _yes_no(sight: Sight) -> tuple[c.Option, ...]:
    return (c.Option(sight.say("boundary.no"), "0"), c.Option(sight.say("boundary.yes"), "1"))


def _bit(value: bool) -> str:
    return "1" if value else "0"
