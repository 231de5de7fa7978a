"""`/checkin settings`: the set-up as long as it is off, then its terms, and the way to turn it off."""

from __future__ import annotations

from dataclasses import replace

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.checkin import cards, manager_cards, manager_forms, setup_forms
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.model import Terms
from bot.features.checkin.service import TermsService
from bot.features.checkin.viewer import CheckinViewer


class CheckinSettingsHandlers:
    """Lets managers switch the self-check on, set its terms, and turn it off, which erases."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps
        self._service = TermsService(deps)

    def routes(self) -> Routes:
        """Returns what this part of the feature answers, all of it to managers only."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("checkin", self.open, ("settings",), least=least),),
            presses=(
                PressRoute(cards.SETTINGS, self.open, least),
                PressRoute(cards.OFF, self.turn_off, least),
            ),
            submits=(
                SubmitRoute(cards.SETUP, self.set_up, least),
                SubmitRoute(cards.SET, self.save, least),
            ),
        )

    async def open(self, ask: Command | Press) -> Reply:
        """Returns the form: of the set-up as long as it is off."""
        terms = await self._deps.terms(ask.person.tenant)
        return self._form(self._deps.viewer(ask.person.language), terms)

    async def set_up(self, ask: Submit) -> Reply:
        """Switches it on, once all is confirmed that has to hold; who did is in the change log."""
        deps, viewer = self._deps, self._deps.viewer(ask.person.language)
        before = await deps.terms(ask.person.tenant)
        if before.on:  # by somebody else, or by this very form
            return _saved(cards.note_card(viewer, "setup.done", *_next_buttons(viewer)))
        if errors := setup_forms.setup_errors(viewer, ask):
            return FieldErrors(errors)
        terms = replace(manager_forms.filled_terms(ask, before, deps.today()), on=True)
        if not await self._service.save(ask.person, before, terms, staff=ask.text("staff")):
            return _saved(cards.note_card(viewer, "set.stale", cards.setup_button(viewer)))
        return _saved(cards.note_card(viewer, "setup.done", *_next_buttons(viewer)))

    async def save(self, ask: Submit) -> Reply:
        """Stores what the form says, or tells what to mend; before it is turned off, asks once more."""
        deps, tenant = self._deps, ask.person.tenant
        viewer, before = deps.viewer(ask.person.language), await deps.terms(tenant)
        if not before.on:  # a form of before: it is switched on by the set-up alone
            return self._form(viewer, before)
        if errors := manager_forms.settings_errors(viewer, ask):
            return FieldErrors(errors)
        if manager_forms.turns_off(ask):
            go = c.Button(viewer.say("checkin.set.off.go"), cards.OFF, tone=c.Tone.DANGER)
            stay = c.Button(viewer.say("checkin.set.off.keep"), cards.TEAM)
            return _saved(cards.note_card(viewer, "set.off", go, stay))
        terms = manager_forms.filled_terms(ask, before, deps.today())
        if not await self._service.save(ask.person, before, terms):
            return _saved(cards.note_card(viewer, "set.stale", manager_cards.team_button(viewer)))
        return _saved(self._saved_card(viewer, terms))

    async def turn_off(self, ask: Press) -> Answer:
        """Turns it off, and erases all of it."""
        done = await self._service.turn_off(ask.person)
        viewer = self._deps.viewer(ask.person.language)
        return _saved(cards.note_card(viewer, "set.done" if done else "set.stale"))

    def _form(self, viewer: CheckinViewer, terms: Terms) -> c.Form:
        if terms.on:
            return manager_forms.settings_form(viewer, terms)
        cadence = viewer.content.instrument.allowed(terms.cadence)
        return setup_forms.setup_form(viewer, replace(terms, cadence=cadence))

    def _saved_card(self, viewer: CheckinViewer, terms: Terms) -> c.Card:
        now = self._deps.period(terms)
        follows = terms.period(now.next)
        if follows.cadence_weeks == now.cadence_weeks:
            return cards.note_card(viewer, "set.kept", *_next_buttons(viewer))
        every, first = viewer.every(terms.cadence), viewer.day(follows.first)
        return cards.note_card(viewer, "set.dated", *_next_buttons(viewer), every=every, first=first)


def _saved(card: c.Card) -> Answer:
    return Answer(card, Placement.UPDATE)


def _next_buttons(viewer: CheckinViewer) -> tuple[c.Button, ...]:
    units = c.Button(viewer.say("checkin.setup.units"), cards.UNITS, tone=c.Tone.PRIMARY)
    return units, manager_cards.team_button(viewer)
