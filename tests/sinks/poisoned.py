"""A walk through the app in which everybody types marks into every field, and is called by some."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle, islice
from typing import Any

from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.old_cards.slack import SlackWire, user
from tests.old_cards.teams import TeamsWire
from tests.old_cards.walk import PEOPLE, Walk
from tests.old_cards.wire import Control, Json, Typed, Wire
from tests.old_cards.world import World, world
from tests.sinks.marks import ALL, LINES, MARKS, in_slack, in_teams

TYPED = frozenset({"plain_text_input", "Input.Text"})
# Fields whose words have a form of their own, or are the bot's.
BOUND = frozenset({"ticket", "number", "numbers", "channel", "csv"})
# Forms whose texts may hold **bold**, and no other mark; and marks that their rules of writing do not know.
OUR_DIALECT = frozenset(
    {"boundary.words", "team.phrase.save", "team.item.save", "team.item.moment", "team.item.options"}
)
MILD = ":pwn: =pwn() \u202enwp [pwn](http://pwn.example) {{DATE(2026-01-01T00:00:00Z)}}"


class _Answers:
    """A session that keeps what it was answered."""

    def __init__(self, session: Any) -> None:
        self._session, self.texts = session, list[str]()

    @asynccontextmanager
    async def post(self, *args: Any, **options: Any) -> AsyncIterator[Any]:
        async with self._session.post(*args, **options) as response:
            self.texts.append(await response.text())
            yield response


class PoisonedWalk(Walk):
    """A walk that fills each form with marks first; what is refused is sent once more as it was meant."""

    def __init__(self, wire: Wire, app: World) -> None:
        super().__init__(wire, app)
        self._app, self._marks = app, cycle(MARKS)
        self._answers = app.session = _Answers(app.session)  # type: ignore[assignment]
        self.taken: set[tuple[str, str]] = set()

    async def send(self, who: str, control: Control, typed: Typed) -> None:
        """Sends a form with marks in all its fields, with some where it has words, and with none."""
        free = [id for id, told in control.fields.items() if _kind(told) in TYPED and _name(id) not in BOUND]
        worded = [id for id in free if _name(id) in typed]
        for marked in (
            {_name(id): self._some(control, id) for id in free},
            {_name(id): self._some(control, id) for id in worded},
            {_name(id): f"{typed[_name(id)]} {MILD}" for id in worded},
        ):
            if marked and not await self._refused(who, control, {**typed, **marked}):
                self.taken |= {(control.action, name) for name in marked}
                return
        await super().send(who, control, typed)

    async def types(self, who: str, text: str) -> None:
        """Types a command, and then one with marks behind it."""
        for mark in islice(self._marks, 2):
            await super().types(who, f"{text.split()[0]} {mark}")
        await super().types(who, text)

    def wrong(self) -> list[str]:
        """Returns what was at work in anything that the platform was sent."""
        fake = self._app.fake
        bodies = [json.loads(text) for text in self._answers.texts if text.startswith("{")]
        assert fake is not None
        bodies += [call.body for call in fake.calls]
        check = in_slack if isinstance(fake, FakeSlack) else in_teams
        return sorted({fault for body in bodies for fault in check(body)})

    async def _refused(self, who: str, control: Control, typed: Typed) -> bool:
        await super().send(who, control, typed)
        last = self.steps[-1]["seen"]
        again = f"{control.action} {control.value}".strip()
        return any(each["how"] == "errors" or again in each["controls"] for each in last)

    def _some(self, control: Control, id: str) -> str:
        told, dialect = control.fields[id], control.action in OUR_DIALECT
        text = self._of_length(told)
        return text.replace("**", "").replace("[", "").replace("<", "") if dialect else text

    def _of_length(self, told: Json) -> str:
        most = int(told.get("maxLength") or told.get("max_length") or 40)
        if most >= len(ALL):
            return ALL
        text = "**pwn**"
        for mark in islice(self._marks, 6):
            text = f"{text} {mark}" if len(text) + len(mark) < most else text
        return text[:most]


def _kind(told: Json) -> str:
    return str(told.get("type"))


def _name(id: str) -> str:
    return id.partition("_")[2] if id.startswith(("one_", "many_")) else id


def names() -> Iterator[tuple[str, str]]:
    """Yields everybody with a name that is made of marks."""
    return zip(PEOPLE, cycle((f"{LINES[0]} {MARKS[10]}", *MARKS)), strict=False)


class NamedInTeams(TeamsWire):
    """Teams, where people are called by marks."""

    def _who(self, who: str, place: str = "") -> Json:
        told = super()._who(who, place)
        return {**told, "from": {**told["from"], "name": dict(names()).get(who, who)}}


@asynccontextmanager
async def poisoned(platform: str, seed: str) -> AsyncIterator[PoisonedWalk]:
    """Yields a walk; nothing may break in it."""
    async with world(platform, seed) as app:
        wire: Wire
        if isinstance(app.fake, FakeSlack):
            wire = SlackWire(app)
            app.fake.names.update({user(who): name for who, name in names()})
        else:
            assert isinstance(app.fake, FakeTeams)
            wire = NamedInTeams(app)
        yield PoisonedWalk(wire, app)
        assert not app.errors, app.errors
