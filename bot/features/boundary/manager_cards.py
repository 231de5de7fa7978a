"""The policy as a manager sees and sets it: a card, a form for the settings, a form for each wording."""

from __future__ import annotations

from bot.core import card as c
from bot.core.phrasebook import CHANNELS
from bot.core.policy import MOST_WARNINGS, MOST_WORDS, SUPERVISORS, ContactEnding, Policy, PolicyPart, parts
from bot.core.viewer import Viewer, name_line, utc_moment
from bot.features.boundary.forms import kinds
from bot.features.boundary.ports import PolicyEdition

SETTINGS, WORDS = "boundary.settings", "boundary.words"
NUMBERS = ("rest", "reminder", "retention")


def policy(viewer: Viewer, edition: PolicyEdition, told: str = "") -> c.Card:
    """Returns the policy in force, and the ways to change it."""
    say, found = viewer.say, edition.policy
    title = say("boundary.policy")
    words = tuple(
        c.Button(say(f"boundary.part.{part.value}"), WORDS, f"{edition.version}.{part.value}", form=True)
        for part in parts(found)
    )
    settings = c.Button(say("boundary.settings"), SETTINGS, str(edition.version), c.Tone.PRIMARY, form=True)
    return viewer.card(
        title,
        c.Heading(title, say("boundary.version", number=edition.version) if edition.version else ""),
        *([c.Note(told)] if told else []),
        *(c.Text(line) for line in _lines(viewer, found)),
        *_people(viewer, found),
        c.Buttons((settings,)),
        c.Note(say("boundary.words_of")),
        c.Buttons(words),
        c.Note(_since(viewer, edition)),
    )


def settings(viewer: Viewer, edition: PolicyEdition) -> c.Form:
    """Returns the form for everything but the words."""
    say, found = viewer.say, edition.policy
    return c.Form(
        title=say("boundary.settings_title"),
        action=SETTINGS,
        send=say("boundary.save"),
        fields=(
            c.Select("warnings", say("boundary.set.warnings"), _counts(), (str(found.warnings),)),
            c.Select("ending", say("boundary.set.ending"), _endings(viewer), (found.ending.value,)),
            c.Select(
                "zero_tolerance",
                say("boundary.set.zero"),
                kinds(viewer),
                tuple(kind.value for kind in found.zero_tolerance),
                many=True,
                optional=True,
            ),
            *_supervisors(viewer, found),
            c.Input(
                "channel",
                say("boundary.set.channel"),
                value=found.channel,
                hint=say("boundary.set.channel_hint"),
                optional=True,
                limit=128,
            ),
            c.Select("announced", say("boundary.set.announced"), _yes_no(viewer), (_bit(found.announced),)),
            *(
                c.Input(name, say(f"boundary.set.{name}"), c.InputKind.NUMBER, str(getattr(found, name)))
                for name in NUMBERS
            ),
        ),
        value=str(edition.version),
        language=viewer.language,
    )


def words(viewer: Viewer, edition: PolicyEdition, part: PolicyPart) -> c.Form:
    """Returns the form for the words of one part, the manager's own language first."""
    order = sorted(viewer.book.languages, key=lambda code: code != viewer.language)
    closing = part in {PolicyPart.END_CLOSING, PolicyPart.TRANSFER_CLOSING}
    return c.Form(
        title=c.clip(viewer.say(f"boundary.part.{part.value}"), 24),
        action=WORDS,
        send=viewer.say("boundary.save"),
        fields=tuple(
            c.Input(
                field(channel, code),
                f"{viewer.say(f'boundary.channel.{channel}')} · {viewer.say(f'language.{code}')}",
                c.InputKind.PARAGRAPH,
                edition.policy.said(part, channel).get(code, ""),
                optional=closing and channel == "email",
                limit=MOST_WORDS,
            )
            for channel in CHANNELS
            for code in order
        ),
        value=f"{edition.version}.{part.value}",
        intro=(c.Text(viewer.say("boundary.words_how")),),
        language=viewer.language,
    )


def field(channel: str, language: str) -> str:
    """Returns the name of the field for one wording."""
    return f"{channel}_{language}"


def _lines(viewer: Viewer, found: Policy) -> tuple[str, ...]:
    zero = ", ".join(viewer.say(f"incident.kind.{kind.value}") for kind in found.zero_tolerance)
    shown = {
        "warnings": str(found.warnings),
        "ending": viewer.say(f"boundary.ending.{found.ending.value}"),
        "zero": zero or viewer.say("boundary.none"),
        "rest": str(found.rest),
        "announced": viewer.say(f"boundary.{'yes' if found.announced else 'no'}"),
        "reminder": str(found.reminder),
        "retention": str(found.retention),
    }
    return tuple(f"**{viewer.say(f'boundary.set.{name}')}:** {text}" for name, text in shown.items())


def _people(viewer: Viewer, found: Policy) -> tuple[c.Element, ...]:
    told = [*([found.channel] if found.channel else []), *found.supervisors]
    if not told:
        return (c.Text(viewer.say("boundary.appointed")),)
    return (c.Quote(viewer.say("boundary.set.supervisors"), ", ".join(told)),)


def _since(viewer: Viewer, edition: PolicyEdition) -> str:
    if edition.at is None:
        return viewer.say("boundary.shipped")
    return viewer.say("boundary.changed", by=name_line(edition.by), at=utc_moment(edition.at))


def _counts() -> tuple[c.Option, ...]:
    return tuple(c.Option(str(count), str(count)) for count in range(1, MOST_WARNINGS + 1))


def _endings(viewer: Viewer) -> tuple[c.Option, ...]:
    return tuple(c.Option(viewer.say(f"boundary.ending.{e.value}"), e.value) for e in ContactEnding)


def _supervisors(viewer: Viewer, found: Policy) -> tuple[c.Input, ...]:
    chosen = (*found.supervisors, *[""] * SUPERVISORS)
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


def _yes_no(viewer: Viewer) -> tuple[c.Option, ...]:
    return (c.Option(viewer.say("boundary.no"), "0"), c.Option(viewer.say("boundary.yes"), "1"))


def _bit(value: bool) -> str:
    return "1" if value else "0"
