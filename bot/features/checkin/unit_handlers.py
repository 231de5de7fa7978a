"""`/checkin units`: the units there are, and what a manager changes of them, all of it in a draft."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.core.caps import TooMany
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.encodings import UnreadableText
from bot.core.groups import Group
from bot.core.pages import ListHandlers, Page
from bot.features.checkin import unit_cards as cards
from bot.features.checkin import unit_forms as forms
from bot.features.checkin.deps import UnitDeps
from bot.features.checkin.unit_change import UnitState
from bot.features.checkin.unit_draft import (
    by_rows,
    filled,
    merged,
    moved,
    platforms,
    unit_named,
    with_unit,
    without_unit,
)
from bot.features.checkin.unit_people import PeopleNames, PlacedPerson, UnreadableUnits, people_in
from bot.features.checkin.unit_responder import UnitResponder
from bot.features.checkin.unit_service import UnitDrafts
from bot.features.checkin.units import Unit, UnitPlan
from bot.features.checkin.viewer import CheckinViewer

VETTED_WITHIN = 30.0  # seconds, for whoever a file names and nobody knew


class UnitHandlers:
    """Shows units, and takes changes of them into a manager's draft. None of them holds before it is used."""

    def __init__(self, deps: UnitDeps) -> None:
        self._deps = deps
        self._drafts = UnitDrafts(deps)
        self._work = UnitResponder(deps, self._drafts)
        self._list = ListHandlers(cards.ALL, lambda person: self._viewer(person).say, self._work.all_units)

    def routes(self) -> Routes:
        """Returns what this part of the feature answers, all of it to managers only."""
        least, turning = Role.MANAGER, self._list.routes()
        behind = self._work.behind
        asking = {
            cards.NEW: self.new,
            cards.EDIT: self.edit,
            cards.MOVE: self.ask_move,
            cards.MERGE: self.ask_merge,
            cards.GROUPS: self.ask_groups,
            cards.FILE: self.ask_file,
        }
        doing = {cards.LIST: self.open, cards.SHOW: self.show, cards.REMOVE: self.remove}
        return Routes(
            commands=(CommandRoute("checkin", behind(self.open), ("units",), least=least),),
            presses=(
                *(PressRoute(action, handler, least) for action, handler in asking.items()),
                *(PressRoute(action, behind(handler), least) for action, handler in doing.items()),
                *turning.presses,
            ),
            submits=(
                SubmitRoute(forms.KEEP, behind(self.keep), least, forms.LIMITS),
                SubmitRoute(cards.MOVE, behind(self.move), least, forms.MOVE_LIMITS),
                SubmitRoute(cards.MERGE, behind(self.merge), least, forms.MOVE_LIMITS),
                SubmitRoute(cards.GROUPS, behind(self.take_groups), least),
                SubmitRoute(cards.FILE, behind(self.take_file), least, forms.FILE_LIMITS),
                *turning.submits,
            ),
        )

    async def open(self, ask: Command | Press) -> Reply:
        """Returns all units."""
        how = Placement.PRIVATE if isinstance(ask, Command) else Placement.UPDATE
        return replace(await self._work.all_units(ask.person, Page()), how=how)

    async def show(self, ask: Press) -> Reply:
        """Returns one unit in place; of one that is gone, all of them."""
        person, id = ask.person, ask.value
        now = await self._drafts.units_now(person)
        unit = now.working.unit(id) or now.holding.unit(id)
        if unit is None:
            return await self._gone(person)
        facts = await self._drafts.unit_facts(person, now, unit)
        names = await self._work.names(person, cards.members_of(now.working, id)[: cards.SHOWN])
        return Answer(cards.unit_card(self._viewer(person), now, unit, facts, names), Placement.UPDATE)

    async def new(self, ask: Press) -> Reply:
        """Returns the form for a new unit; asked for in a channel, it is about that channel."""
        return forms.unit_form(self._viewer(ask.person), None, (), ask.where)

    async def edit(self, ask: Press) -> Reply:
        """Returns the form for a unit."""
        plan = (await self._drafts.units_now(ask.person)).working
        unit = plan.unit(ask.value)
        if unit is None:
            return await self._gone(ask.person)
        return forms.unit_form(self._viewer(ask.person), unit, cards.members_of(plan, unit.id))

    async def keep(self, ask: Submit) -> Reply:
        """Puts a unit as the form has it into the draft, and returns what it changes."""
        viewer, now = self._viewer(ask.person), await self._drafts.units_now(ask.person)
        if ask.value and not now.working.unit(ask.value):
            return await self._gone(ask.person)
        if wrong := forms.unit_faults(viewer, ask, now.working):
            return FieldErrors(wrong)
        unit = Unit(ask.value or self._deps.new_id(), ask.text("name"))
        try:
            plan = with_unit(now.working, unit)
        except TooMany as error:
            return FieldErrors({"name": viewer.say(error.words, **error.values)})
        return await self._with_people(ask, now, plan, unit)

    async def remove(self, ask: Press) -> Reply:
        """Leaves a unit out in the draft, and returns what that changes."""
        now = await self._drafts.units_now(ask.person)
        if not now.working.unit(ask.value):
            return await self._gone(ask.person)
        return await self._work.drafted(ask.person, now, without_unit(now.working, ask.value))

    async def ask_move(self, ask: Press) -> Reply:
        """Returns the form that asks who goes where."""
        now = await self._drafts.units_now(ask.person)
        if not now.working.units:
            return await self._gone(ask.person)
        return forms.move_form(self._viewer(ask.person), now.working)

    async def move(self, ask: Submit) -> Reply:
        """Moves people in the draft, and returns what that changes."""
        viewer, now = self._viewer(ask.person), await self._drafts.units_now(ask.person)
        unit = forms.chosen_unit(ask, now.working)
        if unit is None and not forms.into_none(ask):
            return FieldErrors({forms.where_field(ask): viewer.say("units.form.where.unknown")})
        known = {who: place[0] for who, place in now.working.people.items()}
        wanted = dict.fromkeys(ask.many("people"))
        if not wanted:
            return FieldErrors({"people": viewer.say("units.form.who.missing")})
        gone = await self._work.unreachable(ask.person, [who for who in wanted if who not in known])
        people = {who: known.get(who, ask.person.platform) for who in wanted if who not in gone}
        if not people:
            return FieldErrors({"people": viewer.say("units.form.nobody")})
        return await self._work.drafted(ask.person, now, moved(now.working, people, unit.id if unit else ""))

    async def ask_merge(self, ask: Press) -> Reply:
        """Returns the form that asks which unit the people of one go to."""
        viewer, plan = self._viewer(ask.person), (await self._drafts.units_now(ask.person)).working
        unit = plan.unit(ask.value)
        if unit is None:
            return await self._gone(ask.person)
        if len(plan.units) < 2:
            return Answer(cards.note_card(viewer, viewer.say("units.form.alone")), Placement.UPDATE)
        return forms.merge_form(viewer, plan, unit)

    async def merge(self, ask: Submit) -> Reply:
        """Puts two units together in the draft, and returns what that changes."""
        now = await self._drafts.units_now(ask.person)
        into = forms.chosen_unit(ask, now.working)
        if not now.working.unit(ask.value):
            return await self._gone(ask.person)
        if into is None or into.id == ask.value:
            unknown = self._viewer(ask.person).say("units.form.where.unknown")
            return FieldErrors({forms.where_field(ask): unknown})
        return await self._work.drafted(ask.person, now, merged(now.working, ask.value, into.id))

    async def ask_groups(self, ask: Press) -> Reply:
        """Returns the form that asks which groups become units."""
        viewer = self._viewer(ask.person)
        groups = await self._deps.checkin.groups.all_groups(ask.person.tenant)
        if not groups:
            return Answer(cards.note_card(viewer, viewer.say("units.form.groups.none")), Placement.UPDATE)
        return forms.groups_form(viewer, groups)

    async def take_groups(self, ask: Submit) -> Reply:
        """Puts groups as units into the draft, and returns what that changes."""
        groups = await self._deps.checkin.groups.all_groups(ask.person.tenant)
        chosen = [group for group in groups if group.id in ask.many("groups")]
        if not chosen:
            return FieldErrors({"groups": self._viewer(ask.person).say("units.form.groups.missing")})
        return await self._with_groups(ask.person, chosen)

    async def ask_file(self, ask: Press) -> Reply:
        """Returns the form that takes a file."""
        return forms.file_form(self._viewer(ask.person))

    async def take_file(self, ask: Submit) -> Reply:
        """Puts what a file says into the draft, whole or not at all, and returns what that changes."""
        viewer = self._viewer(ask.person)
        if not ask.text("file"):
            return FieldErrors({"file": viewer.say("lint.missing")})
        return await self._with_file(ask)

    async def _with_people(self, ask: Submit, now: UnitState, plan: UnitPlan, unit: Unit) -> Reply:
        """Returns what a unit changes whose people were picked, or are those of a channel."""
        say, person = self._viewer(ask.person).say, ask.person
        if channel := ask.text("channel"):
            group = Group(person.tenant, "", "", person.platform, channel)
            members = await self._deps.checkin.rosters.members(group)
            if not members:
                return FieldErrors({"channel": say("units.form.unreadable")})
            people = platforms((member.user_id for member in members), person.platform)
            return await self._work.drafted(person, now, filled(plan, unit.id, people))
        picked = dict.fromkeys(ask.many("people"))
        before = {who: at[0] for who, at in plan.people.items()}
        gone = await self._work.unreachable(person, [who for who in picked if who not in before])
        people = {who: before.get(who, person.platform) for who in picked if who not in gone}
        if picked and not people:
            return FieldErrors({"people": say("units.form.nobody")})
        if people:
            left = {who: "" for who in cards.members_of(plan, unit.id) if who not in people}
            plan = moved(moved(plan, left, ""), people, unit.id)
        return await self._work.drafted(person, now, plan)

    async def _with_groups(self, person: Person, groups: Collection[Group]) -> Reply:
        now = await self._drafts.units_now(person)
        plan = now.working
        try:
            for group in groups:
                members = await self._deps.checkin.rosters.members(group)
                ids = group.people if members is None else [member.user_id for member in members]
                known = unit_named(plan, group.name)  # no two units have the same name
                unit = known or Unit(group.id, group.name)
                plan = filled(with_unit(plan, unit), unit.id, platforms(ids, group.platform))
        except TooMany as error:
            return FieldErrors({"groups": self._viewer(person).say(error.words, **error.values)})
        return await self._work.drafted(person, now, plan)

    async def _with_file(self, ask: Submit) -> Reply:
        viewer, person = self._viewer(ask.person), ask.person
        now, stay = await self._drafts.units_now(person), ask.text("others") != "leave"
        try:
            data = ask.text("file").encode(errors="replace")
            rows = await asyncio.to_thread(self._deps.read_file, data, viewer.book)
            names = await self._known_people(person, now)
            placed = await asyncio.to_thread(people_in, rows, names)
            await self._refuse_unreachable(person, placed, names)
            now = await self._drafts.units_now(person)  # that took a while: somebody may be erased by now
            wanted = [(who, unit) for _, who, unit in placed]
            plan = by_rows(now.working, wanted, person.platform, self._deps.new_id, others_stay=stay)
        except UnreadableUnits as error:
            return FieldErrors({"file": forms.file_faults(viewer, error)})
        except UnreadableText as error:
            return FieldErrors({"file": viewer.say(error.words)})
        except TooMany as error:
            return FieldErrors({"file": viewer.say(error.words, **error.values)})
        return await self._work.drafted(person, now, plan)

    async def _refuse_unreachable(
        self, person: Person, placed: Sequence[PlacedPerson], names: PeopleNames
    ) -> None:
        """Raises UnreadableUnits where no message gets to somebody of whom nothing was known before."""
        new = dict.fromkeys(who for _, who, _ in placed if not names.is_known(who))
        group = Group(person.tenant, "", "", person.platform, people=tuple(new))
        with suppress(TimeoutError):  # then nobody can tell
            members = await asyncio.wait_for(self._deps.checkin.rosters.members(group), VETTED_WITHIN)
            gone = new.keys() - {member.user_id for member in members or ()}
            if faults := [(line, "gone") for line, who, _ in placed if who in gone]:
                raise UnreadableUnits(faults)

    async def _known_people(self, person: Person, now: UnitState) -> PeopleNames:
        """Returns the people of units and groups, and whoever has turned to the coach, by id and name."""
        groups = await self._deps.checkin.groups.all_groups(person.tenant)
        ids = {person.user_id, *now.holding.people, *now.working.people, *now.working.unsettled}
        ids |= {who for group in groups for who in group.people}
        profiles = await self._deps.checkin.people.find_profiles(person.tenant, ids)
        named: Mapping[str, str] = {id: profile.name for id, profile in profiles.items() if profile.name}
        return PeopleNames(ids, named)

    async def _gone(self, person: Person) -> Answer:
        return await self._work.all_units(person, Page(), self._viewer(person).say("units.gone"))

    def _viewer(self, person: Person) -> CheckinViewer:
        return self._deps.checkin.viewer(person.language)
