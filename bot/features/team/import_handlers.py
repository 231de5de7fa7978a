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
from bot.features.team.model import StaleEntry, signature
from bot.features.team.ports import UnreadableFile
from bot.features.team.service import TeamFileService


class ImportHandlers:
    """Asks for a file, and imports it."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(
            presses=(PressRoute(IMPORT, self.form, Role.MANAGER),),
            submits=(SubmitRoute(IMPORT, self.submit, Role.MANAGER, FormLimits({FILE: LONGEST_FILE})),),
        )

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
        text = c.Text(say("team.import.done", count=count))
        return cards.updated(
            person, say("team.import"), (text, c.Buttons((cards.back_button(deps, person),)))
        )
