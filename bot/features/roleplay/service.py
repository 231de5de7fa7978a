"""Reads a play, changes it, and stores it before anybody sees what came of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Literal

from bot.core.chat import Person, Role
from bot.core.conflict import AGAIN, Try, retry
from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import DRAFT, Scenario
from bot.features.roleplay import model, select
from bot.features.roleplay.buttons import ReplyReference
from bot.features.roleplay.deps import RoleplayDeps
from bot.features.roleplay.model import Play, PlayStatus

_log = logging.getLogger("calma.roleplay")


class RoleplayService:
    """The plays of a person. A press on somebody else's is refused and logged."""

    def __init__(self, deps: RoleplayDeps) -> None:
        self._deps = deps

    async def current_play(self, person: Person) -> Play | None:
        """Returns the person's play that still goes on and can: its scenario may have been edited since."""
        play = await self._deps.plays.open_play(person.tenant, person.user_id)
        return play if play and await self.scenario(person, play) else None

    async def own_play(self, person: Person, id: str) -> Play | None:
        """Returns a play, if it is the person's own."""
        play = await self._deps.plays.find_play(person.tenant, id)
        if play is None or play.player != person.user_id:
            _log.warning("refused a press: tenant %s, user %s", person.tenant, person.user_id)
            return None
        return play

    def book(self, person: Person) -> Phrasebook:
        """Returns the phrasebook of the person's team."""
        return self._deps.book(person)

    async def find_scenario(self, person: Person, id: str) -> Scenario | None:
        """Returns what the person may play by that id; a draft only to managers."""
        if id.startswith(DRAFT) and (person.role < Role.MANAGER or person.outside):
            return None
        return await self._find(person, id)

    async def scenario(self, person: Person, play: Play) -> Scenario | None:
        """Returns the scenario of a person's own play, None where it has gone or lacks what the play met."""
        scenario = await self._find(person, play.scenario)
        return scenario if scenario and model.fits(scenario, play.state) else None

    async def _find(self, person: Person, id: str) -> Scenario | None:
        if id.startswith(DRAFT):
            return await self._deps.draft(person.tenant, id.removeprefix(DRAFT))
        return self.book(person).scenarios.get(id)

    async def suggested_scenario(self, person: Person) -> Scenario | None:
        """Returns a scenario that is good for the person next, other than their current one."""
        scenarios, deps = self.book(person).scenarios, self._deps
        ended = await deps.plays.ended_plays(person.tenant, person.user_id)
        current = await self.current_play(person)
        scenarios = {id: s for id, s in scenarios.items() if person.heavy_topics or not s.heavy}
        others = {id: s for id, s in scenarios.items() if not current or id != current.scenario}
        played, needed = [play.scenario for play in ended], deps.needed(person)
        return select.suggested_scenario(others or scenarios, played, needed, deps.new_id())

    @retry
    async def begin(
        self, person: Person, scenario: Scenario
    ) -> tuple[Play, Play | None] | Literal[Try.AGAIN]:
        """Returns the person's open play of a scenario, else a new one; and the one it set aside, if any."""
        before = await self._deps.plays.open_play(person.tenant, person.user_id)
        if before and before.scenario == scenario.id and await self.scenario(person, before):
            return before, None
        fresh = self._fresh(person, scenario)
        aside = [replace(before, status=PlayStatus.LEFT)] if before else []
        stored = await self._deps.plays.keep_play([*aside, fresh])
        return (replace(fresh, version=1), before) if stored else AGAIN

    @retry
    async def take(self, person: Person, choice: ReplyReference) -> Play | Literal[Try.AGAIN] | None:
        """Returns the play after a reply, stored; the same if without effect; None if it is not theirs."""
        play = await self.own_play(person, choice.play)
        scenario = await self.scenario(person, play) if play else None
        if play is None or scenario is None or not play.open:
            return play
        state = model.take(scenario, play.state, choice.line, choice.turn)
        if state == play.state:
            return play
        after = self._moved(play, scenario, state)
        stored = await self._deps.plays.keep_play([after])
        return replace(after, version=after.version + 1) if stored else AGAIN

    def _moved(self, play: Play, scenario: Scenario, state: model.ContactState) -> Play:
        status = PlayStatus.OPEN if state.open else PlayStatus.ENDED
        right = bool(state.ending) and scenario.endings[state.ending].right
        return replace(play, state=state, touched=self._deps.now(), status=status, right=right)

    def _fresh(self, person: Person, scenario: Scenario) -> Play:
        now, id = self._deps.now(), self._deps.new_id()
        return Play(person.tenant, id, person.user_id, scenario.id, model.start(scenario), now, now)
