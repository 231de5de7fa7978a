"""The safety cards: what to do, what to say, whom to call; the list of kinds; and what comes afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.chat import Suggestion
from bot.core.gaps import has_gap
from bot.core.phrasebook import BASE_CHANNELS, base_channel
from bot.core.safety import OF_A_LIFE, OrdinaryAnswer, SafetyGuide, SafetyKind, SafetyPhrase
from bot.core.viewer import Viewer
from bot.core.words import Localized
from bot.features.safety.buttons import KINDS_MENU, LONGEST_VALUE, SafetyView, encode_reason
from bot.features.safety.calling import CallPlan, call_elements, lines_for_you, own_steps

MENU, SHOW, CHANNEL, AFTER = KINDS_MENU, "safety.show", "safety.channel", "safety.after"
RAISE, ZERO, CARE, LINES = (
    "alert.raise",
    "boundary.zero",
    "checkin.care",
    "checkin.lines",
)  # of other features
_ZERO = {SafetyKind.SEXUAL_HARASSMENT: "sexual", SafetyKind.HATE: "slurs"}  # what the protocol calls them
_ROW = 5  # buttons
_TITLE = 80  # characters of a suggestion


def guide_card(
    viewer: Viewer, guide: SafetyGuide, view: SafetyView, plan: CallPlan, *, care: bool = False
) -> c.Card:
    """Returns the card of a kind for somebody who answers a contact; for their own sake first, where it is.

    `care` says that there is something that helps around a hard shift.
    """
    title, now = viewer.pick(guide.title), guide.now[view.channel]
    lines = [c.Text(plan.filled(viewer, viewer.pick(text), guide.kind)) for text in now]
    first = c.Text(viewer.say("safety.now", text=lines[0].text))
    return viewer.card(
        f"{title}. {lines[0].text}",
        c.Heading(title, viewer.facet_behind(view.channel)),
        *(_for_yourself(viewer, plan, care=care) if view.own else ()),
        first,
        *lines[1:],
        c.Note(viewer.say("safety.say")),
        *(_phrase(viewer, phrase, guide, plan) for phrase in guide.say[view.channel]),
        c.Buttons(_help_buttons(viewer, view)),
        c.Note(viewer.say("safety.help.how")),
        *call_elements(viewer, plan, guide),
        c.Text(f"**{viewer.pick(guide.dont)}**"),
        _channels(viewer, view),
        c.Buttons((c.Button(viewer.say("safety.after"), AFTER), *_turned(viewer, view))),
    )


def _for_yourself(viewer: Viewer, plan: CallPlan, *, care: bool) -> Iterator[c.Element]:
    yield c.Text(viewer.say("safety.you.first", text=lines_for_you(viewer, plan)), calls=True)
    yield c.Note(viewer.say("safety.you.private"))
    if care:
        yield c.Buttons((_care_button(viewer),))
    yield c.Note(viewer.say("safety.you.or_theirs"))


def _care_button(viewer: Viewer) -> c.Button:
    return c.Button(viewer.say("safety.you.care"), CARE, tone=c.Tone.PRIMARY, form=True)


def own_card(viewer: Viewer, guide: SafetyGuide, view: SafetyView, plan: CallPlan, *, care: bool) -> c.Card:
    """Returns the card that speaks to the agent, of the agent: lines, a break, people. It asks nothing."""
    title = viewer.pick(guide.title)
    first, *more = (viewer.pick(text) for text in guide.now[view.channel])
    helps = [_care_button(viewer)] if care else []
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(viewer.say("safety.you.first", text=lines_for_you(viewer, plan)), calls=True),
        c.Text(viewer.say("safety.now", text=first)),
        *map(c.Text, more),
        *own_steps(viewer, plan, guide.kind),
        c.Note(viewer.say("safety.say")),
        *(_phrase(viewer, phrase, guide, plan) for phrase in guide.say[view.channel]),
        c.Text(f"**{viewer.pick(guide.dont)}**"),
        c.Note(viewer.say("safety.you.private")),
        c.Buttons((*helps, *_turned(viewer, view))),
    )


def menu_card(viewer: Viewer, channel: str, plan: CallPlan) -> c.Card:
    """Returns the list of all kinds: those about a life first, then what hurts the agent."""
    title = viewer.say("safety.menu.title")
    guides = viewer.book.safety
    life = [guide for kind, guide in guides.items() if kind in OF_A_LIFE]
    own = [guide for kind, guide in guides.items() if kind not in OF_A_LIFE]
    text = viewer.say("safety.menu.text", emergency="{emergency}")
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(plan.filled(viewer, text, SafetyKind.VIOLENCE), calls=True),
        *(c.Text(f"**{viewer.pick(guide.name)}** · {viewer.pick(guide.about)}") for guide in life),
        *_kind_buttons(viewer, life, channel),
        c.Note(viewer.say("safety.menu.you")),
        *_kind_buttons(viewer, own, channel),
    )


def after_card(viewer: Viewer, channel: str, *, care: bool) -> c.Card:
    """Returns what helps when it is over: a break, somebody to talk to, and that nothing of it counts."""
    say, title = viewer.say, viewer.say("safety.after.title")
    own = SafetyView(SafetyKind.AGENT_DISTRESS, channel).encode()
    opened = [c.Button(say("safety.after.care"), CARE, tone=c.Tone.PRIMARY, form=True)] if care else []
    lines = [c.Button(say("safety.after.lines"), LINES, form=True)] if care else []
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(say("safety.after.break")),
        c.Text(say("safety.after.body")),
        c.Text(say("safety.after.talk")),
        c.Note(say("safety.after.never")),
        c.Buttons((*opened, *lines, c.Button(say("safety.after.you"), SHOW, own))),
    )


def suggestions(viewer: Viewer, guide: SafetyGuide, plan: CallPlan, channel: str) -> Iterator[Suggestion]:
    """Yields each of the words to say, in the person's language and then in another."""
    for phrase in guide.say[base_channel(channel)]:
        lines = _phrase(viewer, phrase, guide, plan).lines
        if any(has_gap(line.text) for line in lines):  # what is picked is sent as it is
            continue
        title = c.clip(" ".join(c.plain(lines[0].text).split()), _TITLE)
        for line in lines:
            hint = f"{viewer.pick(guide.title)} · {line.language.upper()}"
            yield Suggestion(title, c.plain(line.text), hint)


def line_button(viewer: Viewer, view: SafetyView) -> c.Buttons:
    """Returns the one line above an ordinary answer that leads to the card of a kind."""
    key = "safety.line.you" if view.kind is SafetyKind.AGENT_DISTRESS else "safety.line"
    return c.Buttons((c.Button(viewer.say(key), SHOW, view.encode()),))


def _turned(viewer: Viewer, view: SafetyView) -> Iterator[c.Button]:
    # “I want to die” may be an agent's own words, or those of a customer that they pasted: each leads to the
    # other with one press.
    others = {
        SafetyKind.SELF_HARM: (SafetyKind.AGENT_DISTRESS, "safety.turn.me"),
        SafetyKind.AGENT_DISTRESS: (SafetyKind.SELF_HARM, "safety.turn.them"),
    }
    if view.kind in others:
        kind, key = others[view.kind]
        yield c.Button(viewer.say(key), SHOW, replace(view, kind=kind).encode())
    yield _back(viewer, view.ordinary)


def _help_buttons(viewer: Viewer, view: SafetyView) -> tuple[c.Button, ...]:
    raised = c.Button(viewer.say("safety.help"), RAISE, encode_reason(view), c.Tone.DANGER)
    if view.kind not in _ZERO:
        return (raised,)
    value = f"{_ZERO[view.kind]}.{view.channel}"
    return (c.Button(viewer.say("safety.zero"), ZERO, value, c.Tone.PRIMARY), raised)


def _phrase(viewer: Viewer, phrase: SafetyPhrase, guide: SafetyGuide, plan: CallPlan) -> c.PhraseBlock:
    filled: Localized = {
        code: plan.said(replace(viewer, language=code), text, guide) for code, text in phrase.text.items()
    }
    return viewer.phrase(filled, viewer.pick(phrase.cue))


def _channels(viewer: Viewer, view: SafetyView) -> c.Choice:
    views = [replace(view, channel=channel) for channel in BASE_CHANNELS]
    options = tuple(
        c.Option(viewer.facet(v.channel) or v.channel, v.encode(limit=LONGEST_VALUE)) for v in views
    )
    return c.Choice(CHANNEL, viewer.say("safety.channel"), options, view.encode(limit=LONGEST_VALUE))


def _back(viewer: Viewer, ordinary: OrdinaryAnswer) -> c.Button:
    key = "safety.others" if ordinary.action == MENU else "safety.not_that"
    return c.Button(viewer.say(key), ordinary.action, ordinary.value)


def _kind_buttons(viewer: Viewer, guides: Sequence[SafetyGuide], channel: str) -> Iterator[c.Buttons]:
    for begin in range(0, len(guides), _ROW):
        yield c.Buttons(
            tuple(
                c.Button(viewer.pick(guide.name), SHOW, SafetyView(guide.kind, channel).encode())
                for guide in guides[begin : begin + _ROW]
            )
        )
