"""An own question in three short steps: the moment; three ways to go on; why each is right or not.

What was written in the other steps travels in the form, so nothing is stored before all is there, and whoever
goes back finds what they typed.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import card as c
from bot.core.chat import Answer, FieldErrors, Person, Role, Submit
from bot.core.desk import Routes, SubmitRoute
from bot.core.pages import Page
from bot.core.quiz import QuizItem, QuizOption
from bot.core.words import Localized
from bot.features.team.buttons import AFTER, MOMENT, OPTIONS, WHYS, EntryReference, ItemDraft, step_of
from bot.features.team.deps import TeamDeps
from bot.features.team.entry_handlers import LONGEST_TITLE, EntryHandlers
from bot.features.team.giveaways import bank_warning
from bot.features.team.item_forms import ItemSheet, item_fields, missing
from bot.features.team.model import Content, OwnItem

ACTIONS = {MOMENT: "team.item.moment", OPTIONS: "team.item.options", WHYS: "team.item.save"}
BACK = "team.item.back"
# In place of what comes in a later step, so that what is there can be held against the rules already.
_LATER_STEM: Localized = {"en": "…?", "es": "¿…?"}


class ItemStepHandlers(EntryHandlers):
    """Lists, adds, edits and retires own questions."""

    def __init__(self, deps: TeamDeps) -> None:
        self._items = ItemSheet()
        super().__init__(deps, self._items)

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        routes, limits = super().routes(), self._items.limits
        steps = (
            SubmitRoute(ACTIONS[MOMENT], self.next, Role.MANAGER, limits, reads=True),
            SubmitRoute(ACTIONS[OPTIONS], self.next, Role.MANAGER, limits, reads=True),
            SubmitRoute(BACK, self.back, Role.MANAGER, limits, reads=True),
        )
        return replace(routes, submits=(*routes.submits, *steps))

    async def next(self, ask: Submit) -> c.Form | FieldErrors:
        """Returns the next step, or says at the fields of this one what to mend."""
        draft = self._sent(ask)
        if draft is None or draft.step == WHYS:
            return self._refusal(ask.person, "team.gone")
        if errors := await self._faults_of_step(ask.person, draft):
            return FieldErrors(errors)
        return self._step(ask.person, replace(draft, step=draft.step + 1))

    async def back(self, ask: Submit) -> c.Form | FieldErrors:
        """Returns the step before, with all that was typed in this one, right or wrong."""
        draft = self._sent(ask)
        if draft is None:
            return self._refusal(ask.person, "team.gone")
        return self._step(ask.person, replace(draft, step=max(MOMENT, draft.step - 1)))

    async def save(self, ask: Submit) -> Answer | FieldErrors:
        """Stores the question, or says at the fields what to mend."""
        draft = self._sent(ask)
        if draft is None:
            return self._refusal(ask.person, "team.gone")
        return await super().save(replace(ask, value=draft.ref.encode(), fields=draft.fields))

    async def _list(self, person: Person, page: Page, status: str = "") -> Answer:
        warning = await bank_warning(self._deps, person.tenant, self._deps.say(person))
        return await super()._list(person, page, f"{status} {warning}".strip())

    def _sent(self, ask: Submit) -> ItemDraft | None:
        draft = ItemDraft.decode(ask.value)
        if draft is None:
            return None
        # A form of before has all fields at once.
        return (
            draft.with_step(ask.fields)
            if draft.fields or AFTER in ask.value
            else replace(draft, fields=ask.fields)
        )

    def _form(self, person: Person, ref: EntryReference, content: Content | None) -> c.Form:
        item = content.item if isinstance(content, OwnItem) else None
        fields = {f.name: _filled_in(f) for f in item_fields(self._deps, person.language, item)}
        return self._step(
            person, ItemDraft(ref, MOMENT, {name: texts for name, texts in fields.items() if texts})
        )

    def _step(self, person: Person, draft: ItemDraft) -> c.Form:
        deps, say, step = self._deps, self._deps.say(person), draft.step
        item = self._item(person, draft)
        fields = item_fields(deps, person.language, item)
        back = c.Button(say("team.item.back"), BACK) if step > MOMENT else None
        return c.Form(
            title=c.clip(say(f"team.item.{'edit' if draft.ref.id else 'add'}"), LONGEST_TITLE),
            action=ACTIONS[step],
            send=say("team.save" if step == WHYS else "team.item.next"),
            fields=tuple(f for f in fields if step_of(f.name) == step),
            # What this step asks stands in its own fields.
            value=draft.with_step({}).encode(),
            intro=(c.Note(say(f"team.item.step.{step}")),),
            language=person.language,
            back=back,
        )

    def _item(self, person: Person, draft: ItemDraft) -> QuizItem:
        return self._items.read(Submit(person, "", "", draft.fields), draft.ref.id).item

    async def _faults_of_step(self, person: Person, draft: ItemDraft) -> dict[str, str]:
        item = self._item(person, draft)
        lacking = [name for name in missing(item) if step_of(name) == draft.step]
        if lacking:
            return dict.fromkeys(
                lacking, self._say(person, "lint.joined", faults=self._say(person, "lint.missing"))
            )
        errors = await self._errors(person, draft.ref, OwnItem(_padded(item)))
        return {name: text for name, text in errors.items() if step_of(name) == draft.step}


def _filled_in(asked: c.Field) -> tuple[str, ...]:
    return asked.selected if isinstance(asked, c.Select) else tuple(filter(None, (asked.value,)))


def _padded(item: QuizItem) -> QuizItem:
    """Returns the item with something in place of all that is not written yet."""
    none_best = not item.ordered and not any(option.best for option in item.options)
    options = tuple(
        QuizOption(
            {code: option.text.get(code) or f"“{sign}”" for code in _LATER_STEM},
            {code: option.why.get(code) or sign for code in _LATER_STEM},
            option.best or (none_best and sign == "a"),
        )
        for option, sign in zip(item.options, "abc", strict=True)
    )
    stem = {code: item.stem.get(code) or later for code, later in _LATER_STEM.items()}
    return replace(item, stem=stem, options=options, difficulty=item.difficulty or 2)
