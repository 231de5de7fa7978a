"""The cards of the figures, for managers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core import card as c
from bot.core.edge import ChannelMember
from bot.core.figures import FEWEST, FEWEST_TO_ANSWER, FourWeeks
from bot.core.groups import Group
from bot.core.viewer import date_text, name_line, share_text
from bot.features.drill.stats import FEW, PracticeReport
from bot.features.drill.viewer import DrillViewer

SHOW, NAME, WHO = "results.show", "results.name", "results.who"
ITEMS = "team.item"  # another feature's
COMING = "results.coming"  # words for a group that counts, and has no figures yet
NEW_GROUP = "group.new"  # another feature's
STEM, OPTION = 90, 60  # characters
PER_PAGE = 25  # people
_SELECT = 100  # groups in a select


@dataclass(frozen=True, slots=True)
class StatsScope:
    """Which group the figures are of, None where there is none. `named_since`: managers see who practised."""

    groups: Sequence[Group]
    group: Group | None
    members: tuple[ChannelMember, ...]
    named_since: datetime | None

    @property
    def people(self) -> tuple[str, ...]:
        """The user ids of the group as it is now."""
        return tuple(member.user_id for member in self.members)

    @property
    def value(self) -> str:
        """What buttons carry."""
        return self.group.id if self.group else ""


def stats_card(
    viewer: DrillViewer, scope: StatsScope, period: FourWeeks, report: PracticeReport | str
) -> c.Card:
    """Returns the figures of a period; in their place, why there are none: the key of the words for it."""
    title, say = viewer.say("results.title"), viewer.say
    body = _none(viewer, period, report) if isinstance(report, str) else _stats(viewer, period, report)
    return viewer.card(
        f"{title} · {scope_name(scope)}" if scope.group else title,
        c.Heading(title, scope_name(scope)),
        *_groups(viewer, scope),
        *body,
        c.Divider(),
        c.Note(say("results.how", fewest=FEWEST, answering=FEWEST_TO_ANSWER)),
        c.Note(say("results.names_on" if scope.named_since else "results.names_off")),
        c.Buttons(tuple(_buttons(viewer, scope))),
    )


def names_card(
    viewer: DrillViewer,
    scope: StatsScope,
    rows: Sequence[tuple[str, bool]],
    page: int,
    since: date | None = None,
) -> c.Card:
    """Returns a page of who practised this week, or from `since` on, by name, without those who hide it."""
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
    title = say("results.who_title", group=scope_name(scope))
    return viewer.card(
        title,
        c.Heading(title),
        table if shown else c.Text(say("results.who_none")),
        *([c.Note(say("results.who_since", date=date_text(say, since)))] if since else ()),
        c.Note(say("results.who_note")),
        c.Buttons((*pages, c.Button(say("results.back"), SHOW, scope.value))),
    )


def scope_name(scope: StatsScope) -> str:
    """Returns the name of the group whose figures they are."""
    return name_line(scope.group.name) if scope.group else ""


def _none(viewer: DrillViewer, period: FourWeeks, why: str) -> Iterator[c.Element]:
    # What counts in these four weeks has figures when they are over; all else, four weeks later.
    over = period.after().after() if why == COMING else period.after().after().after()
    yield c.Text(viewer.say(why, fewest=FEWEST, date=date_text(viewer.say, over.first)))


def _stats(viewer: DrillViewer, period: FourWeeks, report: PracticeReport) -> Iterator[c.Element]:
    say, share = viewer.say, share_text(viewer.say, report.practised)
    first, last = date_text(say, period.first), date_text(say, period.last)
    yield c.Text(say("results.people", share=share, first=first, last=last))
    yield from _topics(viewer, report)
    yield from _hard(viewer, report)
    yield from _unpicked(viewer, report)


def _topics(viewer: DrillViewer, report: PracticeReport) -> Iterator[c.Element]:
    if not report.topics:
        yield c.Note(viewer.say("results.no_topics", people=FEWEST))
        return
    # The weakest first: that is what a team practises next.
    ranked = sorted((share.low, viewer.trained(name) or name, share) for name, share in report.topics.items())
    rows = tuple((name, share_text(viewer.say, share)) for _, name, share in ranked)
    yield c.Table((viewer.say("results.topic"), viewer.say("results.right")), rows)
    yield c.Note(viewer.say("results.topics_note", people=FEWEST))


def _hard(viewer: DrillViewer, report: PracticeReport) -> Iterator[c.Element]:
    if report.hard:
        yield c.Text(viewer.say("results.hardest"))
    for item, share in report.hard:
        text = share_text(viewer.say, share)
        yield c.Text(viewer.say("results.hard_one", share=text, stem=_stem(viewer, item)))


def _unpicked(viewer: DrillViewer, report: PracticeReport) -> Iterator[c.Element]:
    if not report.unpicked:
        return
    yield c.Text(viewer.say("results.unpicked", few=FEW))
    for item, place in report.unpicked:
        option = c.clip(c.plain(viewer.said(viewer.bank[item].options[place].text)), OPTION)
        yield c.Text(viewer.say("results.unpicked_one", option=option, stem=_stem(viewer, item)))
    yield c.Note(viewer.say("results.unpicked_note"))


def _stem(viewer: DrillViewer, item: str) -> str:
    return c.clip(c.plain(viewer.said(viewer.bank[item].stem)), STEM)


def _groups(viewer: DrillViewer, scope: StatsScope) -> Iterator[c.Element]:
    if scope.groups:
        options = [c.Option(name_line(group.name), group.id) for group in scope.groups[:_SELECT]]
        yield c.Choice(SHOW, viewer.say("results.group"), tuple(options), scope.value)


def _buttons(viewer: DrillViewer, scope: StatsScope) -> Iterator[c.Button]:
    if not scope.groups:
        yield c.Button(viewer.say("group.new"), NEW_GROUP, tone=c.Tone.PRIMARY, form=True)
    if scope.named_since and scope.group:
        yield c.Button(viewer.say("results.who"), WHO, f"{scope.value}|0", c.Tone.PRIMARY)
    yield c.Button(viewer.say("results.items"), ITEMS)
    switch, words = ("off", "results.unname") if scope.named_since else ("on", "results.name")
    yield c.Button(viewer.say(words), NAME, f"{scope.value}|{switch}")
