"""The cards of teachings: the list, a family of them, one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.core import card as c
from bot.core.phrasebook import Phrasebook
from bot.core.teaching import FAMILIES, MANAGERS, Teaching
from bot.core.viewer import Viewer

SHOW, FAMILY, LEAD = "teaching.show", "teaching.family", "teaching.lead"
MENU, PHRASES, METHODS = "lookup.menu", "lookup.show", "method.show"  # other features'
PRACTISE, CARE = "drill.more", "checkin.care"
# What a manager does next, by its name in a teaching: another feature's action, and whether it is a form.
WAYS = {
    "round": ("round.start", True),
    "roleplay": ("roleplay.list", False),
    "results": ("results.show", False),
    "starter": ("schedule.onboarding", False),
}
TEAM = "team.home"


def list_card(viewer: Viewer, *, leads: bool) -> c.Card:
    """Returns all teachings, those of a family in one; those for managers to whoever `leads`."""
    say, teachings = viewer.say, viewer.book.teachings.values()
    alone = [t for t in teachings if not t.family and t.audience != MANAGERS]
    for_managers = _for_managers(viewer) if leads else []
    families = list(_families(viewer.book))
    entries = [*(_entry(viewer, t) for t in alone), *(_family_button(viewer, name) for name in families)]
    managers: tuple[c.Element, ...] = (
        c.Text(say("teaching.managers")),
        *(c.Text(_line(viewer, t)) for t in for_managers),
        c.Buttons(tuple(_entry(viewer, t) for t in for_managers)),
    )
    return viewer.card(
        say("teaching.summary", names=", ".join(button.label for button in entries)),
        c.Heading(say("teaching.title")),
        *(c.Text(_line(viewer, t)) for t in alone),
        *(c.Text(say(f"teaching.family.{name}.line")) for name in families),
        *([c.Buttons(tuple(entries))] if entries else []),
        *(managers if for_managers else ()),
        c.Buttons((c.Button(say("method.open"), METHODS), c.Button(say("help.open_menu"), MENU))),
    )


def lead_card(viewer: Viewer) -> c.Card:
    """Returns what there is for whoever leads a team."""
    say, teachings = viewer.say, _for_managers(viewer)
    names = ", ".join(viewer.pick(t.name) for t in teachings)
    return viewer.card(
        say("teaching.family_summary", name=say("teaching.lead"), names=names),
        c.Heading(say("teaching.lead")),
        *(c.Text(_line(viewer, t)) for t in teachings),
        c.Text(say("teaching.lead.starter")),
        c.Buttons((*(_entry(viewer, t) for t in teachings), _way(viewer, "starter"))),
        c.Buttons((c.Button(say("team.title"), TEAM),)),
    )


def family_card(viewer: Viewer, family: str) -> c.Card:
    """Returns the teachings of a family, each with its line."""
    say = viewer.say
    members = [t for t in viewer.book.teachings.values() if t.family == family]
    name = say(f"teaching.family.{family}")
    practise = [b for t in members[:1] for b in _practice_button(viewer, t)]
    return viewer.card(
        say("teaching.family_summary", name=name, names=", ".join(viewer.pick(t.name) for t in members)),
        c.Heading(name),
        *(c.Text(_line(viewer, t)) for t in members),
        *([c.Buttons(tuple(_entry(viewer, t) for t in members))] if members else []),
        c.Buttons((*practise, c.Button(say("teaching.all"), SHOW))),
    )


def teaching_card(
    viewer: Viewer, teaching: Teaching, phrases: Mapping[str, str], *, leads: bool = False
) -> c.Card:
    """Returns one teaching: what to take along first, then how, and the ways on.

    `phrases` are the situations that have a button, each with the value that shows its phrases. Whoever
    `leads` has what a manager does next.
    """
    say, name, gist = viewer.say, viewer.pick(teaching.name), viewer.pick(teaching.gist)
    badge = say(f"teaching.family.{teaching.family}") if teaching.family else ""
    phrase = viewer.phrase(teaching.phrase, viewer.pick(teaching.cue), most=len(viewer.languages))
    return viewer.card(
        say("teaching.one_summary", name=name, gist=gist),
        c.Heading(name, badge),
        c.Text(gist),
        *(c.Text(_point(viewer, point.lead, point.text)) for point in teaching.points),
        *([phrase] if teaching.phrase else []),
        *([c.Note(viewer.pick(teaching.source))] if teaching.source else []),
        c.Buttons(tuple(_ways(viewer, teaching, phrases, leads=leads))),
    )


def _for_managers(viewer: Viewer) -> list[Teaching]:
    return [t for t in viewer.book.teachings.values() if t.audience == MANAGERS]


def _way(viewer: Viewer, name: str) -> c.Button:
    action, form = WAYS[name]
    return c.Button(viewer.say(f"teaching.way.{name}"), action, tone=c.Tone.PRIMARY, form=form)


def _families(book: Phrasebook) -> Iterator[str]:
    used = {teaching.family for teaching in book.teachings.values()}
    yield from (family for family in FAMILIES.values() if family in used)


def _entry(viewer: Viewer, teaching: Teaching) -> c.Button:
    return c.Button(viewer.pick(teaching.name), SHOW, teaching.id)


def _family_button(viewer: Viewer, family: str) -> c.Button:
    return c.Button(viewer.say(f"teaching.family.{family}"), FAMILY, family)


def _line(viewer: Viewer, teaching: Teaching) -> str:
    return f"**{viewer.pick(teaching.name)}** · {viewer.pick(teaching.about)}"


def _point(viewer: Viewer, lead: Mapping[str, str], text: Mapping[str, str]) -> str:
    return f"**{viewer.pick(lead)}:** {viewer.pick(text)}" if lead else f"• {viewer.pick(text)}"


def _ways(
    viewer: Viewer, teaching: Teaching, phrases: Mapping[str, str], *, leads: bool
) -> Iterator[c.Button]:
    # The likeliest first, five at most: a card may have two situations, and help after a hard shift.
    say, following = viewer.say, viewer.book.teachings.get(teaching.following)
    yield from (_way(viewer, name) for name in teaching.ways if leads)
    yield from _practice_button(viewer, teaching)
    if following:
        label = say("teaching.next", name=viewer.pick(following.name))
        yield c.Button(c.clip(label, c.LABEL), SHOW, following.id)
    if teaching.care:
        yield c.Button(say("help.open_care"), CARE, form=True)
    for situation, view in list(phrases.items())[: 1 if teaching.care else 2]:
        label = say("persona.phrases", situation=viewer.situation(situation))
        yield c.Button(c.clip(label, c.LABEL), PHRASES, view)
    managers = leads and teaching.audience == MANAGERS
    yield c.Button(say("teaching.lead"), LEAD) if managers else c.Button(say("teaching.all"), SHOW)


def _practice_button(viewer: Viewer, teaching: Teaching) -> Iterator[c.Button]:
    # Only where there is something to practise.
    if any(item.taught == teaching.topic for item in viewer.book.quiz.values()):
        yield c.Button(viewer.say("teaching.practise"), PRACTISE, teaching.topic, c.Tone.PRIMARY)
