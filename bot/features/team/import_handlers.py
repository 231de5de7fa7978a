"""A file of phrases, triggers and questions, imported whole or not at all."""

from __future__ import annotations

from bot.core import card as c
from bot.core.caps import TooMany
from bot.core.chat import Answer, FieldErrors, Press, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.limits import FormLimits
from bot.features.team import cards
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import FILE, IMPORT, LONGEST_FILE, import_form
from bot.features.team.giveaways import apart_count, bank_warning
from bot.features.team.model import EntryKind, StaleEntry, signature
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.ports import UnreadableFile
from bot.features.team.service import TeamFileService
from bot.features.team.templates import KINDS, LONGEST, TEMPLATE, template_form


class ImportHandlers:
    """Asks for a file, and imports it."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(
            presses=(
                PressRoute(IMPORT, self.form, Role.MANAGER),
                PressRoute(TEMPLATE, self.template, Role.MANAGER, reads=True),
            ),
            submits=(
                SubmitRoute(IMPORT, self.submit, Role.MANAGER, FormLimits({FILE: LONGEST_FILE})),
                SubmitRoute(TEMPLATE, self.onward, Role.MANAGER, FormLimits(otherwise=LONGEST), reads=True),
            ),
        )

    async def template(self, ask: Press) -> c.Form:
        """Returns the templates of one kind."""
        kind = next((kind for kind in KINDS if kind.value == ask.value), EntryKind.PHRASE)
        return template_form(self._deps, ask.person, kind)

    async def onward(self, ask: Submit) -> c.Form:
        """Returns the form that takes the file made of a template."""
        return import_form(self._deps, ask.person)

    async def form(self, ask: Press) -> c.Form:
        """Returns the form that takes a file."""
        return import_form(self._deps, ask.person)

    async def submit(self, ask: Submit) -> Answer | FieldErrors:
        """Imports the file, or says what to mend in it, by line and field."""
        deps, person, say = self._deps, ask.person, self._deps.say(ask.person)
        data = next(iter(ask.many(FILE)), "").encode(errors="replace")
        if not data.strip():
            return FieldErrors({FILE: say("lint.missing")})
        files = TeamFileService(deps.phrasebook.book, deps.store, deps.exchange, deps.clock, deps.new_id)
        try:
            count = await files.import_file(person.tenant, data, FILE, signature(person))
        except UnreadableFile as unreadable:
            return FieldErrors({FILE: cards.file_faults_text(unreadable.faults, deps, person.language)})
        except StaleEntry as error:
            return FieldErrors({FILE: say(error.words, **error.values_in(person.zone))})
        except TooMany as error:
            return FieldErrors({FILE: say(error.words, **error.values)})
        deps.changed(person.tenant)
        phrases = await deps.store.find_entries(person.tenant, EntryKind.PHRASE)
        lacking = sum(bool(cards.missing(entry.content)) for entry in phrases)
        notes = [c.Note(say("team.import.lacking", count=lacking))] if lacking else []
        scenarios = await deps.store.find_entries(person.tenant, EntryKind.SCENARIO)
        if drafts := sum(isinstance(e.content, OwnScenario) and bool(e.content.draft) for e in scenarios):
            notes.append(c.Note(say("team.import.drafts", count=drafts)))
        if warning := await bank_warning(deps, person.tenant, say):
            notes.append(c.Note(warning))
        if apart := await apart_count(deps, person.tenant, person.language):
            notes.append(c.Note(say("team.import.apart", count=apart)))
        text, back = c.Text(say("team.import.done", count=count)), cards.back_button(deps, person)
        onward = c.Button(say("team.phrases"), "team.phrase")
        played = c.Button(say("team.scenarios"), "team.scenario")
        buttons = c.Buttons((*([onward] if lacking else []), *([played] if drafts else []), back))
        return cards.updated(person, say("team.import"), (text, *notes, buttons))
