"""What becomes of a draft of units: a manager looks at it, settles it, uses it, drops it or takes it back."""

from __future__ import annotations

from bot.core.chat import Answer, Person, Press, Reply, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.names import told_apart
from bot.core.pages import Page
from bot.features.checkin import unit_cards as cards
from bot.features.checkin import unit_forms as forms
from bot.features.checkin.deps import UnitDeps
from bot.features.checkin.unit_draft import all_left_out, digest, settled
from bot.features.checkin.unit_responder import UnitResponder
from bot.features.checkin.unit_service import UnitDrafts, UnitVerdict

_STATUS = {
    UnitVerdict.NOTHING: "units.nothing",
    UnitVerdict.STALE: "units.stale",
    UnitVerdict.OTHER: "units.other",
    UnitVerdict.UNSETTLED: "units.unsettled_first",
    UnitVerdict.LATE: "units.late",
}


class UnitDraftHandlers:
    """Shows what a draft changes before it holds, and has it hold."""

    def __init__(self, deps: UnitDeps) -> None:
        self._deps = deps
        self._drafts = UnitDrafts(deps)
        self._work = UnitResponder(deps, self._drafts)

    def routes(self) -> Routes:
        """Returns what this part of the feature answers, all of it to managers only."""
        least = Role.MANAGER
        presses = {
            cards.SEE: self.see,
            cards.LEAVE: self.leave_out,
            cards.USE: self.use,
            cards.DISCARD: self.discard,
            cards.BACK: self.take_back,
        }
        behind = self._work.behind
        return Routes(
            presses=(
                *(PressRoute(action, behind(handler), least) for action, handler in presses.items()),
                PressRoute(cards.SETTLE, self.ask_settle, least),
            ),
            submits=(SubmitRoute(cards.SETTLE, behind(self.settle), least),),
        )

    async def see(self, ask: Press) -> Reply:
        """Returns what the draft changes, or what is pending."""
        now = await self._drafts.units_now(ask.person)
        if now.draft is None and now.pending is None:
            return await self._list(ask.person, "units.stale" if now.stale else "units.nothing")
        return await self._work.preview(ask.person, now)

    async def ask_settle(self, ask: Press) -> Reply:
        """Returns the form that asks in which unit people are who may be in several."""
        now = await self._drafts.units_now(ask.person)
        if not now.working.unsettled:
            return await self.see(ask)
        viewer, ids = self._work.viewer(ask.person), forms.to_settle(now.working)
        names = told_apart(viewer.say, await self._work.names(ask.person, ids), ids)
        return forms.settle_form(viewer, now.working, names)

    async def settle(self, ask: Submit) -> Reply:
        """Takes in which unit people are, and returns what the draft changes by now."""
        now = await self._drafts.units_now(ask.person)
        plan = now.working
        if ask.value != digest(plan):
            status = self._work.viewer(ask.person).say("units.other")
            return await self._work.preview(ask.person, now, status)
        draft = settled(plan, forms.settled_choices(ask, plan))
        return await self._work.drafted(ask.person, now, draft)

    async def leave_out(self, ask: Press) -> Reply:
        """Leaves all out who may be in several units, and returns what the draft changes by now."""
        now = await self._drafts.units_now(ask.person)
        draft = all_left_out(now.working)
        return await self._work.drafted(ask.person, now, draft)

    async def use(self, ask: Press) -> Reply:
        """Has the draft hold from the next period on."""
        person, say = ask.person, self._work.viewer(ask.person).say
        done = await self._drafts.use(person, ask.value)
        now = await self._drafts.units_now(person)
        if done is UnitVerdict.DONE:
            day = self._work.viewer(person).day(now.newest.first)
            return await self._work.all_units(
                person, Page(), say("units.used" if now.on else "units.used.off", date=day)
            )
        if done in (UnitVerdict.OTHER, UnitVerdict.UNSETTLED):
            return await self._work.preview(person, now, say(_STATUS[done]))
        return await self._work.all_units(person, Page(), say(_STATUS[done]))

    async def discard(self, ask: Press) -> Answer:
        """Drops the draft."""
        await self._drafts.discard(ask.person)
        return await self._list(ask.person, "units.discarded")

    async def take_back(self, ask: Press) -> Reply:
        """Has what holds now hold on, in place of what is pending."""
        done = await self._drafts.take_back(ask.person, ask.value)
        key = "units.taken_back" if done is UnitVerdict.DONE else _STATUS[done]
        return await self._work.all_units(ask.person, Page(), self._work.viewer(ask.person).say(key))

    async def _list(self, person: Person, key: str) -> Answer:
        status = self._work.viewer(person).say(key)
        return await self._work.all_units(person, Page(), status)
