"""A walk through the app in which every form is sent first exactly as it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.core.card import Field, Form, Input, InputKind, Select
from bot.core.chat import Answer, Ask, FieldErrors, Reply, Submit
from bot.core.desk import Desk
from bot.core.inert import JOINER
from tests.forms.page import PageWire
from tests.old_cards.slack import SlackWire
from tests.old_cards.teams import TeamsWire
from tests.old_cards.walk import Walk
from tests.old_cards.wire import Control, Json, Wire
from tests.old_cards.world import World, world

WIRES: dict[str, Callable[[World], Wire]] = {"slack": SlackWire, "teams": TeamsWire, "page": PageWire}


PLATFORMS = tuple(WIRES)
MOST = 4  # of one form
# What the walk itself did meanwhile: it retired what a form is about, or saved the same once before.
MEANWHILE = ("Nothing was overwritten", "asks nearly the same")


class OpenedWalk(Walk):
    """`opened` are the forms that were seen; `stuck` what could be neither sent nor mended
    as it opened, `broken` are texts whose marks are shown."""

    def __init__(self, wire: Wire, app: World) -> None:
        super().__init__(wire, app)
        self.world = app
        self.opened, self.stuck = set[str](), dict[str, str]()
        self.asks: list[Ask] = []
        self.replies: list[Reply] = []
        self._tried = Counter[str]()
        self.broken = set[str]()

    async def _step(self, who: str, **step: object) -> None:
        before = len(self.waiting[who])
        self.replies.clear()
        await super()._step(who, **step)
        if any(isinstance(reply, FieldErrors) for reply in self.replies):
            return  # as Teams shows a form again, with what was typed
        for form in [each for each in self.waiting[who][before:] if each.kind == "form"]:
            self.opened.add(form.action)
            shown = next((reply for reply in reversed(self.replies) if isinstance(reply, Form)), None)
            if self._tried[form.action] < MOST and shown and await self._taken(who, form, shown):
                # Whatever it was about is another one since: it is opened anew for what comes next.
                self.waiting[who].remove(form)
                await super()._step(who, **step)

    async def _taken(self, who: str, control: Control, form: Form) -> bool:
        fields = self._wire.filled(control, {})
        filled = {_name(id) for id, value in fields.items() if _stands(value)}
        empty = {_name(id) for id in control.fields} - filled
        # What is there to take along alone is nothing to send.
        given = {field.name: _given(field) for field in form.fields if field.name not in _copied(form)}
        lost = [name for name in empty if given.get(name) is not None]
        self.stuck |= {f"{control.action} {name}": "is lost" for name in lost}
        if control.asked & empty:  # the client names them
            return False
        self._tried[control.action] += 1
        self.replies.clear()
        self.asks.clear()
        await super()._step(who, does="form", place=control.place, sent=control.sent, fields=fields)
        refused = [reply for reply in self.replies if isinstance(reply, FieldErrors)]
        wrong = {name: text for reply in refused for name, text in reply.fields.items() if name not in empty}
        self.stuck |= {
            f"{control.action} {name}": text
            for name, text in wrong.items()
            if not any(words in text for words in MEANWHILE)
        }
        [sent] = [ask for ask in self.asks if isinstance(ask, Submit)]
        for name, values in given.items():
            if sorted(sent.many(name)) != sorted(filter(None, values or ())):
                self.stuck[f"{control.action} {name}"] = f"{values} came as {sent.many(name)}"
        return not refused


def _broken_marks(reply: Reply) -> Iterator[str]:
    """Yields texts of the bot's own whose `**bold**` was put in as if somebody had typed it."""
    for element in reply.card.elements if isinstance(reply, Answer) else ():
        text = getattr(element, "text", "")
        if f"*{JOINER}*" in text:
            yield text


def _copied(form: Form) -> set[str]:
    inputs = (field for field in form.fields if isinstance(field, Input))
    return {field.name for field in inputs if field.kind is InputKind.COPY}


def _given(field: Field) -> tuple[str, ...] | None:
    """Returns what a form says that stands in a field, None where nothing does."""
    if isinstance(field, Select):
        return tuple(value for value in field.selected if value in {o.value for o in field.options}) or None
    if not field.value:
        return None
    return tuple(field.value.split()) if field.kind is InputKind.PEOPLE else (field.value,)


def _stands(value: Json | str | list[str]) -> bool:
    """Returns whether something stands in a field, by what its client would send."""
    if isinstance(value, dict):  # Slack's
        return any(part for name, part in value.items() if name != "type")
    return bool(value)


def _name(id: str) -> str:
    return id.partition("_")[2] if id.startswith(("one_", "many_")) else id


@asynccontextmanager
async def opened(platform: str, seed: str) -> AsyncIterator[OpenedWalk]:
    """Yields a walk; nothing may break in it."""
    answer = Desk.answer
    async with world(platform, seed) as app:
        walk = OpenedWalk(WIRES[platform](app), app)

        async def noted(desk: Desk, ask: Ask) -> Reply:
            walk.asks.append(ask)
            reply = await answer(desk, ask)
            walk.replies.append(reply)
            walk.broken |= set(_broken_marks(reply))
            return reply

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Desk, "answer", noted)
            yield walk
        assert not app.errors, app.errors
