"""How a round begins: by a manager's form, or by a schedule."""

from __future__ import annotations

from hashlib import blake2b

from bot.core.caps import OPEN_ROUNDS
from bot.core.card import Card
from bot.core.chat import Person
from bot.core.edge import Address
from bot.core.practice import PREPARE
from bot.core.scenarios import Prompt
from bot.core.words import Localized
from bot.features.round.deps import RoundDeps
from bot.features.round.forms import RoundDraft
from bot.features.round.model import Round
from bot.features.round.notices import post_notice, refused_key
from bot.features.round.select import REMEMBERED, prompts_about, select_prompt
from bot.features.round.viewer import RoundViewer


class RoundService:
    """Opens rounds; the `RoundOpener` of whoever schedules them."""

    def __init__(self, deps: RoundDeps) -> None:
        self._deps = deps

    async def open_by_form(self, person: Person, draft: RoundDraft) -> str | None:
        """Opens a round, and has its card posted. Only then is it acknowledged, so nothing is lost.

        Returns the platform's reason where its channel refuses it at once, else None. Raises TooMany where as
        many are open as may be. Those of a schedule come in any case.
        """
        prompt = self._prompt(draft.prompt)
        where = Address(person.tenant, person.platform, draft.channel, channel=True)
        own_line = {person.language: draft.own}
        team_round = self._round(
            self._deps.new_id(), where, person.user_id, person.language, prompt, own_line
        )
        await self._deps.rounds.open_round(team_round, OPEN_ROUNDS)
        reason = await self._deps.quick.refusal(post_notice(team_round))
        if reason is not None:  # whoever posted it hears it now, and need not be told once more
            await self._deps.ledger.cancel_campaign(person.tenant, prefix=refused_key(team_round.id))
        return reason

    async def posted(self, to: Address, key: str, topic: str, by: str, language: str) -> Card:
        id = f"s{blake2b(key.encode(), digest_size=12).hexdigest()}"
        team_round = await self._deps.rounds.find_round(to.tenant, id)
        if team_round is None:
            prompt = await self._next_prompt(to.tenant, topic, key)
            await self._deps.rounds.open_round(self._round(id, to, by, language, prompt))
            team_round = await self._deps.rounds.find_round(to.tenant, id)
        assert team_round, "it was opened by us, or by another process"
        return await RoundViewer(self._deps.phrasebook.book, self._deps.rounds).channel_card(team_round)

    def _prompt(self, id: str) -> Prompt | None:
        """Returns a line by its id, for PREPARE the question what will come; None where there is none."""
        if id != PREPARE:
            return self._deps.phrasebook.book.prompts.get(id)
        words = self._deps.phrasebook.words
        line = {code: words.speaker(code)("round.prepare.line") for code in words.languages}
        return Prompt(PREPARE, "", "", line, ())

    async def _next_prompt(self, tenant: str, topic: str, chance: str) -> Prompt:
        if question := self._prompt(topic) if topic == PREPARE else None:
            return question
        recent = await self._deps.rounds.recent_rounds(tenant, REMEMBERED)
        prompt = select_prompt(prompts_about(self._deps.phrasebook.book, topic), recent, chance)
        if prompt is None:
            raise LookupError("the phrasebook holds no line for team rounds")
        return prompt

    def _round(
        self,
        id: str,
        where: Address,
        by: str,
        language: str,
        prompt: Prompt | None,
        own_line: Localized | None = None,
    ) -> Round:
        return Round(
            tenant=where.tenant,
            id=id,
            platform=where.platform,
            channel=where.id,
            by=by,
            language=language,
            line=prompt.line if prompt else own_line or {},
            opened=self._deps.now(),
            situation=prompt.situation if prompt else "",
            prompt=prompt.id if prompt else "",
            points=prompt.points if prompt else (),
        )
