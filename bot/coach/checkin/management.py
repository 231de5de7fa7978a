"""`/checkin settings`: how a tenant runs the self-check, and the end of it."""

from __future__ import annotations

from dataclasses import replace

from bot.coach import card as c
from bot.coach.checkin import actions, notes, period, settings_form
from bot.coach.checkin.closing import turn_off
from bot.coach.checkin.kit import Kit
from bot.coach.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.coach.talk import Answer, Command, Errors, How, Press, Reply, Role, Submit


class Management:
    """Lets managers say whom the self-check is offered to, and turn it off, which erases."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def routes(self) -> Routes:
        """Returns what this room answers, all of it to managers only."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("checkin", self.open, ("settings",), least=least),),
            presses=(
                PressRoute(actions.SETTINGS, self.open, least),
                PressRoute(actions.OFF, self.turn_off, least),
            ),
            submits=(SubmitRoute(actions.SET, self.keep, least),),
        )

    async def open(self, ask: Command | Press) -> Reply:
        """Returns the form."""
        tenant = ask.person.tenant
        sight, groups = self._kit.sight(ask.person.language), await self._kit.groups.all(tenant)
        return settings_form.form(sight, await self._kit.terms(tenant), groups)

    async def keep(self, ask: Submit) -> Reply:
        """Keeps what the form says, or tells what to mend; before it is turned off, asks once more."""
        kit, tenant = self._kit, ask.person.tenant
        sight = kit.sight(ask.person.language)
        if wrong := settings_form.wrong(sight, ask):
            return Errors(wrong)
        before, groups = await kit.terms(tenant), await kit.groups.all(tenant)
        terms = settings_form.terms(ask, before, groups)
        if before.on and not terms.on:
            go = c.Button(sight.say("checkin.set.off.go"), actions.OFF, tone=c.Tone.DANGER)
            stay = c.Button(sight.say("checkin.set.off.keep"), actions.TEAM)
            return Answer(notes.note(sight, "set.off", go, stay), How.UPDATE)
        done = await kit.kept.tenants.put(tenant, terms)
        if done and terms.groups and not before.groups:
            # Before this it was offered to nobody: that period has no figure, and not even a reason for it.
            await kit.kept.results.publish(tenant, period.before(kit.period(terms)).id, ())
        team = c.Button(sight.say("checkin.team.open"), actions.TEAM)
        return Answer(notes.note(sight, "set.kept" if done else "set.stale", team), How.UPDATE)

    async def turn_off(self, ask: Press) -> Answer:
        """Turns it off, and erases all of it."""
        kit, tenant = self._kit, ask.person.tenant
        sight = kit.sight(ask.person.language)
        terms = await kit.kept.tenants.terms(tenant)
        done = await turn_off(kit.kept, tenant, replace(terms, on=False))
        return Answer(notes.note(sight, "set.done" if done else "set.stale"), How.UPDATE)
