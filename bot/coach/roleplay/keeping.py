"""Reads a play, changes it, and keeps it before anybody sees what came of it."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.coach.conflict import AGAIN, Try, retry
from bot.coach.roleplay import engine
from bot.coach.roleplay.kit import Kit
from bot.coach.roleplay.play import Play, Standing
from bot.coach.scenarios import Scenario
from bot.coach.talk import Person

_log = logging.getLogger("calma.roleplay")
_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,40})\.([0-9]{1,4})\.([a-z0-9-]{1,60})")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the button of a reply carries: the play, the turn it was made for, and the reply."""

    play: str
    turn: int
    line: str


def read(value: str) -> Choice | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    return Choice(found[1], int(found[2]), found[3]) if found else None


class Keeping:
    """The plays of a person. A press on somebody else's is refused and logged."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def going(self, person: Person) -> Play | None:
        """Returns the person's play that still goes on and can: its scenario may have been edited since."""
        play = await self._kit.plays.open_of(person.tenant, person.user_id)
        return play if play and self.scenario(play) else None

    async def own(self, person: Person, id: str) -> Play | None:
        """Returns a play, if it is the person's own."""
        play = await self._kit.plays.find(person.tenant, id)
        if play is None or play.player != person.user_id:
            _log.warning("refused a press: tenant %s, user %s", person.tenant, person.user_id)
            return None
        return play

    def scenario(self, play: Play) -> Scenario | None:
        """Returns the scenario of a play, None where it has gone or does not hold what the play met."""
        found = self._kit.library.book.scenarios.get(play.scenario)
        return found if found and engine.fits(found, play.state) else None

    @retry
    async def begin(
        self, person: Person, scenario: Scenario
    ) -> tuple[Play, Play | None] | Literal[Try.AGAIN]:
        """Returns the person's open play of a scenario, else a new one; and the one it set aside, if any."""
        before = await self._kit.plays.open_of(person.tenant, person.user_id)
        if before and before.scenario == scenario.id and self.scenario(before):
            return before, None
        fresh = self._fresh(person, scenario)
        aside = [replace(before, standing=Standing.LEFT)] if before else []
        done = await self._kit.plays.keep([*aside, fresh])
        return (replace(fresh, version=1), before) if done else AGAIN

    @retry
    async def take(self, person: Person, choice: Choice) -> Play | Literal[Try.AGAIN] | None:
        """Returns the play after a reply, kept; the same if without effect; None if it is not theirs."""
        play = await self.own(person, choice.play)
        scenario = self.scenario(play) if play else None
        if play is None or scenario is None or not play.open:
            return play
        state = engine.take(scenario, play.state, choice.line, choice.turn)
        if state == play.state:
            return play
        after = self._moved(play, scenario, state)
        return replace(after, version=after.version + 1) if await self._kit.plays.keep([after]) else AGAIN

    def _moved(self, play: Play, scenario: Scenario, state: engine.State) -> Play:
        standing = Standing.OPEN if state.open else Standing.ENDED
        right = bool(state.ending) and scenario.endings[state.ending].right
        return replace(play, state=state, touched=self._kit.now(), standing=standing, right=right)

    def _fresh(self, person: Person, scenario: Scenario) -> Play:
        now, id = self._kit.now(), self._kit.new_id()
        return Play(person.tenant, id, person.user_id, scenario.id, engine.start(scenario), now, now)
