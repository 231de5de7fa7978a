"""What the handlers of units share: the list, the preview, and work that may take longer than an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import TypeVar

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.deadline import seconds_left
from bot.core.pages import Page
from bot.features.checkin import unit_cards as cards
from bot.features.checkin.deps import UnitDeps
from bot.features.checkin.unit_change import UnitState, preview
from bot.features.checkin.unit_draft import without_empty
from bot.features.checkin.unit_service import UnitDrafts
from bot.features.checkin.units import UnitPlan
from bot.features.checkin.viewer import CheckinViewer

MOST = 1.8  # seconds that somebody waits
RESERVE = 0.3  # of them, for the answer itself
A = TypeVar("A", bound=Command | Press | Submit)
Handler = Callable[[A], Awaitable[Reply]]


class UnitResponder:
    """Makes cards of units, and does what takes long behind an answer that says so."""

    def __init__(self, deps: UnitDeps, service: UnitDrafts) -> None:
        self._deps, self._drafts = deps, service

    def behind(self, handler: Handler[A]) -> Handler[A]:
        """Returns the handler, which may take long: a card says so then, until there is what comes of it."""

        async def answer(ask: A) -> Reply:
            task = self._deps.checkin.background.later(_result(handler, ask))
            await asyncio.wait({task}, timeout=max(0.0, seconds_left(MOST) - RESERVE))
            if not task.done():
                return self._later(ask, task)
            if isinstance(result := task.result(), Exception):
                raise result
            return result

        return answer

    async def drafted(self, person: Person, now: UnitState, plan: UnitPlan) -> Answer:
        """Stores what a manager is at, and returns what it changes."""
        await self._drafts.keep_draft(person, now, plan)
        status = self.viewer(person).say("units.stale") if now.stale else ""
        return await self.preview(person, await self._drafts.units_now(person), status)

    async def preview(self, person: Person, now: UnitState, status: str = "") -> Answer:
        """Returns what the draft changes, or else what is pending."""
        before = now.before if now.draft else now.previous
        effects = preview(before, without_empty(now.working), now.minimum)
        names = await self.names(person, cards.people_shown(effects))
        card = cards.preview_card(self.viewer(person), now, effects, names, status)
        return Answer(card, Placement.UPDATE)

    async def all_units(self, person: Person, page: Page, status: str = "") -> Answer:
        """Returns a page of all units; `status` is what was just done."""
        viewer, now = self.viewer(person), await self._drafts.units_now(person)
        status = status or (viewer.say("units.stale") if now.stale else "")
        return Answer(cards.list_card(viewer, now, page, status), Placement.UPDATE)

    async def names(self, person: Person, ids: Iterable[str]) -> Mapping[str, str]:
        """Returns what people are called, by id."""
        return await self._deps.names.of(person.tenant, person.platform, ids)

    async def unreachable(self, person: Person, ids: Collection[str]) -> Collection[str]:
        """Returns those of some people whom no message gets to, as far as the platform tells that in time."""
        return await self._deps.checkin.rosters.unreachable(person.tenant, person.platform, ids)

    def viewer(self, person: Person) -> CheckinViewer:
        """Returns how a person sees cards."""
        return self._deps.checkin.viewer(person.language)

    def _later(self, ask: Command | Press | Submit, task: asyncio.Task[Reply | Exception]) -> Answer:
        viewer = self.viewer(ask.person)

        def ended(task: asyncio.Task[Reply | Exception]) -> None:
            if not task.cancelled() and isinstance(error := task.result(), Exception):
                self._deps.checkin.report(error)

        async def rest() -> c.Card:
            match await asyncio.shield(task):
                case Answer(card):
                    return card
                case FieldErrors(fields):
                    return cards.note_card(viewer, "\n".join(fields.values()))
                case _:
                    return cards.note_card(viewer, viewer.say("units.failed"))

        task.add_done_callback(ended)
        how = Placement.PRIVATE if isinstance(ask, Command) else Placement.UPDATE
        return Answer(cards.note_card(viewer, viewer.say("units.working")), how, rest)


async def _result(handler: Handler[A], ask: A) -> Reply | Exception:
    """Returns what comes of an ask, or the error in its place: whoever waits for it raises or reports it."""
    try:
        return await handler(ask)
    except Exception as error:  # noqa: BLE001 - it is raised or reported, once
        return error
