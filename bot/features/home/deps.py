"""What the start is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.card import Button, Element
from bot.core.chat import Person
from bot.core.home import HomeElements, HomeLine, HomeLines, HomeText
from bot.core.numbers import country_of
from bot.core.phrasebook import Phrasebook
from bot.core.report import ManagerWeek, WeekOverview
from bot.core.viewer import Viewer

WITHIN = 1.0  # seconds that any part of it may take: whoever opens the start waits for all of them at once


async def no_week(_: Person) -> WeekOverview:
    """Returns nothing, for whoever has no figures yet."""
    return WeekOverview()


async def no_lines(_: Person) -> Sequence[HomeLine]:
    """Returns nothing, for whoever has nothing to tell."""
    return ()


async def no_elements(_: Person) -> Sequence[Element]:
    """Returns nothing, as above."""
    return ()


async def no_text(_: Person) -> str:
    """Returns nothing, as above."""
    return ""


def _no_buttons(_: Person) -> tuple[Button, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class HomeDeps:
    """What the features tell a person there; without any of it the start still leads everywhere.

    `book` returns a tenant's phrasebook. From memory: `usual` are the buttons to the commonest situations,
    `recent` those to what somebody looked up last. `due` is what waits for whoever practises, `reports` for
    whoever hears of agents, which tells by itself who that is; `waits` is asked for managers alone, as is
    `week`. `offer` is the self-check's, the same for everybody of a tenant. Each part has `within` seconds.
    """

    book: Callable[[str], Phrasebook]
    report: Callable[[BaseException], object]
    usual: Callable[[Person], tuple[Button, ...]] = _no_buttons
    recent: Callable[[Person], tuple[Button, ...]] = _no_buttons
    due: Sequence[HomeLines] = ()
    saved: HomeElements = no_elements
    streak: HomeText = no_text
    offer: HomeElements = no_elements
    reports: HomeLines = no_lines
    waits: Sequence[HomeLines] = ()
    week: ManagerWeek = no_week
    within: float = WITHIN

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the start."""
        return Viewer(self.book(person.tenant), person.language, region=country_of(person))
