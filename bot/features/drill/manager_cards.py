"""The cards of the figures, for managers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core import card as c
from bot.core.edge import ChannelMember
from bot.core.groups import Group
from bot.core.viewer import name_line
from bot.features.drill.model import People
from bot.features.drill.stats import FEWEST_ANSWERS, FEWEST_PEOPLE, SHOWINGS, PracticeReport
from bot.features.drill.viewer import DrillViewer

SHOW, NAME, WHO = "results.show", "results.name", "results.who"
ITEMS = "team.item"  # another feature's
ALL = "all"  # in place of a group's id
STEM, OPTION = 90, 60  # characters
PER_PAGE = 25  # people
_SELECT = 99  # groups in a select, beside everybody


@dataclass(frozen=True, slots=True)
class StatsScope:
    """Whose figures they are: a group, or everybody. `named` says whether managers see who practised."""

    groups: Sequence[Group]
    group: Group | None
    members: tuple[ChannelMember, ...]
    named: bool

    @property
    def people(self) -> People:
        """The user ids of the group; None for everybody."""
        return tuple(member.user_id for member in self.members) if self.group else None

    @property
    def value(self) -> str:
        """What buttons carry."""
        return self.group.id if self.group else ALL


def stats_card(viewer: DrillViewer, scope: StatsScope, report: PracticeReport | None) -> c.Card:
    """Returns the figures; None for a group that is too small for any."""
    title, say = viewer.say("results.title"), viewer.say
    body = _few(viewer) if report is None else tuple(_stats(viewer, scope, report))
    return viewer.card(
        f"{title} · {scope_name(viewer, scope)}",
        c.Heading(title, scope_name(viewer, scope)),
        *_groups(viewer, scope),
        *body,
        c.Divider(),
        c.Note(say("results.names_on" if scope.named else "results.names_off")),
        c.Buttons(tuple(_buttons(viewer, scope))),
    )


def names_card(
    viewer: DrillViewer, scope: StatsScope, rows: Sequence[tuple[str, bool]], page: int, hidden: int
) -> c.Card:
    """Returns a page of who practised this week, by name; `hidden` is how many are left out."""
    say = viewer.say
    page = page if 0 <= page * PER_PAGE < len(rows) else 0
    shown = rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    table = c.Table(
        (say("results.person"), say("results.practised")),
        tuple((name_line(name), say("results.yes" if did else "results.no")) for name, did in shown),
    )
    turns = [(page - 1, "results.earlier")] * (page > 0)
    turns += [(page + 1, "results.later")] * ((page + 1) * PER_PAGE < len(rows))
    pages = (c.Button(say(key), WHO, f"{scope.value}|{to}") for to, key in turns)
    title = say("results.who_title", group=scope_name(viewer, scope))
    return viewer.card(
        title,
        c.Heading(title),
        table if shown else c.Text(say("results.who_none")),
        *([c.Note(say("results.who_note", count=hidden))] if hidden else []),
        c.Buttons((*pages, c.Button(say("results.back"), SHOW, scope.value))),
    )


def scope_name(viewer: DrillViewer, scope: StatsScope) -> str:
    """Returns the name of whose figures they are."""
    return name_line(scope.group.name) if scope.group else viewer.say("results.everyone")


def _few(viewer: DrillViewer) -> tuple[c.Element, ...]:
    return (c.Text(viewer.say("results.too_few", fewest=FEWEST_PEOPLE)),)


def _stats(viewer: DrillViewer, scope: StatsScope, report: PracticeReport) -> Iterator[c.Element]:
    say, practised = viewer.say, report.practised
    if practised.recently < FEWEST_PEOPLE:
        # Not even how many, nor that it was nobody: of four people that would tell of each.
        yield c.Text(say("results.few_practised", fewest=FEWEST_PEOPLE))
        return
    few = say("results.fewer", fewest=FEWEST_PEOPLE)
    week = few if practised.week < FEWEST_PEOPLE else str(practised.week)
    if scope.people is None:
        yield c.Text(say("results.people_all", week=week, lately=practised.recently))
    else:
        yield c.Text(say("results.people", week=week, lately=practised.recently, all=len(scope.people)))
    yield from _topics(viewer, report.topics)
    yield from _hard(viewer, report)
    yield from _unpicked(viewer, report)


def _topics(viewer: DrillViewer, topics: Mapping[str, int | None]) -> Iterator[c.Element]:
    if not topics:  # what they answered has gone from the bank
        return
    # The weakest first: that is what a team practises next. Those without a figure come last.
    ranked = sorted(
        (share is None, share or 0, viewer.trained(name) or name) for name, share in topics.items()
    )
    dash = viewer.say("results.dash")
    rows = tuple(
        (name, dash if unknown else viewer.say("results.share", share=share))
        for unknown, share, name in ranked
    )
    yield c.Table((viewer.say("results.topic"), viewer.say("results.right")), rows)
    yield c.Note(viewer.say("results.topics_note", answers=FEWEST_ANSWERS, people=FEWEST_PEOPLE))


def _hard(viewer: DrillViewer, report: PracticeReport) -> Iterator[c.Element]:
    if report.hard:
        yield c.Text(viewer.say("results.hardest"))
    for item, share in report.hard:
        yield c.Text(viewer.say("results.hard_one", share=share, stem=_stem(viewer, item)))


def _unpicked(viewer: DrillViewer, report: PracticeReport) -> Iterator[c.Element]:
    if not report.unpicked:
        return
    yield c.Text(viewer.say("results.unpicked"))
    for item, place, count in report.unpicked:
        option = c.clip(c.plain(viewer.pick(viewer.bank[item].options[place].text)), OPTION)
        stem = _stem(viewer, item)
        yield c.Text(viewer.say("results.unpicked_one", count=count, option=option, stem=stem))
    yield c.Note(viewer.say("results.unpicked_note", showings=SHOWINGS))


def _stem(viewer: DrillViewer, item: str) -> str:
    return c.clip(c.plain(viewer.pick(viewer.bank[item].stem)), STEM)


def _groups(viewer: DrillViewer, scope: StatsScope) -> Iterator[c.Element]:
    if scope.groups:
        options = [c.Option(viewer.say("results.everyone"), ALL)]
        options += [c.Option(name_line(group.name), group.id) for group in scope.groups[:_SELECT]]
        yield c.Choice(SHOW, viewer.say("results.group"), tuple(options), scope.value)


def _buttons(viewer: DrillViewer, scope: StatsScope) -> Iterator[c.Button]:
    if scope.named and scope.group:
        yield c.Button(viewer.say("results.who"), WHO, f"{scope.value}|0", c.Tone.PRIMARY)
    yield c.Button(viewer.say("results.items"), ITEMS)
    switch, words = ("off", "results.unname") if scope.named else ("on", "results.name")
    yield c.Button(viewer.say(words), NAME, f"{scope.value}|{switch}")
