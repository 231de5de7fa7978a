"""Phrases that are due for a review: a manager confirms each with one press, or changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.core import card as c
from bot.core.chat import Answer, Person, Press, Role
from bot.core.desk import PressRoute, Routes
from bot.core.names import signed_id, signed_name
from bot.core.pages import FIRST, ListHandlers, Page, found_line, list_buttons, page_of
from bot.core.phrasebook import APPROVAL
from bot.core.viewer import date_text, dotted
from bot.features.team import cards
from bot.features.team.buttons import EntryReference
from bot.features.team.deps import TeamDeps
from bot.features.team.entry_handlers import EntryHandlers
from bot.features.team.model import (
    Edit,
    EntryKind,
    OwnPhrase,
    ShippedReview,
    StaleEntry,
    signature,
    signer,
)
from bot.features.team.phrase_forms import PhraseSheet
from bot.features.team.review import ReviewedPhrase
from bot.features.team.reviewed import every_reviewed, share_line, today_of
from bot.features.team.service import log_foreign_id

NAME = "team.review"
CONFIRM, CHANGE = "team.review.confirm", "team.review.change"
PER_PAGE = 5


class ReviewHandlers:
    """Lists what is due, and takes what was looked at."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps, self._phrases = deps, EntryHandlers(deps, PhraseSheet())
        self._turning = ListHandlers(NAME, deps.say, self._list)

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        turning = self._turning.routes()
        return Routes(
            presses=(
                *turning.presses,
                PressRoute(CONFIRM, self.confirm, Role.MANAGER),
                PressRoute(CHANGE, self.change, Role.MANAGER),
            ),
            submits=turning.submits,
        )

    async def confirm(self, ask: Press) -> Answer:
        """Notes that somebody looked at a phrase and it still holds; returns what else is due."""
        deps, person, say = self._deps, ask.person, self._deps.say(ask.person)
        ref = EntryReference.decode(ask.value)
        seen = await self._found(person, ref)
        if seen is None or ref is None:
            return await self._list(person, FIRST, say("team.gone"))
        if ref.version != seen.version:  # pressed twice, or somebody else was there before
            return await self._list(person, FIRST, self._was_first(person, seen))
        edit = self._confirming(seen, today_of(deps, person))
        try:
            await deps.store.write_entries(person.tenant, [edit], signature(person), deps.clock())
        except StaleEntry as error:
            return await self._list(person, FIRST, say(error.words, **error.values_in(person.zone)))
        if seen.phrase.own:
            deps.changed(person.tenant)
        return await self._list(person, FIRST, say("review.confirmed"))

    async def change(self, ask: Press) -> c.Form | Answer:
        """Returns the form of an own phrase; of a shipped one that for a new one, with its words in it."""
        seen = await self._found(ask.person, EntryReference.decode(ask.value))
        if seen is None:
            return await self._list(ask.person, FIRST, self._deps.say(ask.person)("team.gone"))
        if seen.phrase.own:
            return await self._phrases.edit(ask)
        own = replace(seen.phrase, id="", own=True, owner="", reviewed_on=None, review_after=None)
        return self._phrases.filled_form(ask.person, OwnPhrase(seen.situation, own))

    async def _found(self, person: Person, ref: EntryReference | None) -> ReviewedPhrase | None:
        every = await every_reviewed(self._deps, person)
        seen = next((each for each in every if ref and each.phrase.id == ref.id), None)
        if seen is None:
            log_foreign_id(person, EntryKind.PHRASE, ref.id if ref else "")
        return seen

    def _was_first(self, person: Person, seen: ReviewedPhrase) -> str:
        say = self._deps.say(person)
        if seen.last is None:  # the card's value is of no review that there was
            return say("team.gone")
        return say("review.was", who=signer(seen.by), when=date_text(say, seen.last))

    def _confirming(self, seen: ReviewedPhrase, today: date) -> Edit:
        phrase = seen.phrase
        if phrase.own:
            content = OwnPhrase(seen.situation, replace(phrase, reviewed_on=today))
            return Edit(EntryKind.PHRASE, phrase.id, content, seen.version, confirms=True)
        review = ShippedReview(seen.situation, phrase.id, today)
        return Edit(EntryKind.REVIEW, phrase.id, review, seen.version, confirms=True)

    async def _list(self, person: Person, page: Page, status: str = "") -> Answer:
        deps, say, today = self._deps, self._deps.say(person), today_of(self._deps, person)
        every = await every_reviewed(deps, person)
        due = [each for each in every if each.is_due(today)]
        part = page_of(due, page, PER_PAGE, lambda each: each.phrase)
        ids = [signed_id(each.by) for each in part.items]
        names = await deps.names.of(person.tenant, person.platform, ids)
        elements = [
            *cards.status_note(status),
            c.Text(share_line(deps, person, every)),
            *found_line(say, part),
        ]
        if not due:
            elements.append(c.Text(say("review.none")))
        for each in part.items:
            elements += self._elements(person, each, names)
        turns = list_buttons(say, NAME, part, cards.TURNS)
        return cards.list_card(deps, person, f"{NAME}s", elements, *turns, count=part.count)

    def _elements(
        self, person: Person, each: ReviewedPhrase, names: Mapping[str, str]
    ) -> tuple[c.Element, ...]:
        viewer, phrase = self._deps.viewer(person.language), each.phrase
        say = viewer.say
        last = say("review.last", date=date_text(say, each.last)) if each.last else say("review.never")
        changed_by = signed_name(say, names, each.by) if each.by else ""
        owner = say("review.owner", who=phrase.owner or changed_by) if phrase.owner or changed_by else ""
        risk = say("found.needs_approval") if APPROVAL in phrase.tags else ""
        mark = say("found.own") if phrase.own else ""
        where = dotted(
            self._deps.situation(each.situation, person.language),
            *(mark, risk, viewer.law_mark(phrase.countries), owner, last),
        )
        ref = EntryReference(phrase.id, each.version).encode()
        change = say("team.edit") if phrase.own else say("review.own")
        buttons = (
            c.Button(say("review.confirm"), CONFIRM, ref, c.Tone.PRIMARY),
            c.Button(change, CHANGE, ref, form=True),
        )
        return c.Note(where), viewer.phrase(phrase.text, viewer.pick(phrase.cue)), c.Buttons(buttons)
