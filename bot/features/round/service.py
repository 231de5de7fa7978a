"""How a round begins: by a manager's form, or by a schedule."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from bot.core.card import Card
from bot.core.chat import Person
from bot.core.edge import Address
from bot.core.ledger import Notice
from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Prompt
from bot.features.round.cards import RoundCards
from bot.features.round.deps import RoundDeps
from bot.features.round.forms import RoundDraft
from bot.features.round.model import Round, lot
from bot.features.round.notices import POST

REMEMBERED = 15  # rounds whose lines do not come again by a schedule


class RoundService:
    """`Rounds` for whoever schedules them, and what the form does."""

    def __init__(self, deps: RoundDeps) -> None:
        self._deps = deps

    async def by_form(self, person: Person, found: RoundDraft) -> Round:
        """Opens a round, and has its card posted. Only then is it acknowledged, so nothing is lost."""
        prompt = self._deps.library.book.prompts.get(found.prompt)
        opened = Round(
            tenant=person.tenant,
            id=self._deps.new_id(),
            platform=person.platform,
            channel=found.channel,
            by=person.user_id,
            language=person.language,
            line=prompt.line if prompt else {person.language: found.own},
            opened=self._deps.now(),
            situation=prompt.situation if prompt else "",
            prompt=prompt.id if prompt else "",
            points=prompt.points if prompt else (),
        )
        await self._deps.records.open_round(opened)
        to = Address(person.tenant, person.platform, found.channel, channel=True)
        await self._deps.ledger.add_notices(
            [Notice(f"{POST}:{opened.id}", to, POST, (opened.id,), opened.opened)]
        )
        return opened

    async def posted(self, to: Address, key: str, topic: str, by: str, language: str) -> Card:
        id = f"s{blake2b(key.encode(), digest_size=12).hexdigest()}"
        found = await self._deps.records.find_round(to.tenant, id)
        if found is None:
            await self._deps.records.open_round(await self._fresh(id, to, key, topic, by, language))
            found = await self._deps.records.find_round(to.tenant, id)
        assert found, "it was opened by us, or by another process"
        entries = await self._deps.records.replies_of(to.tenant, id)
        voters = await self._deps.records.count_voters(to.tenant, id)
        return RoundCards(self._deps.library.book, found).shown(entries, voters)

    async def _fresh(self, id: str, to: Address, key: str, topic: str, by: str, language: str) -> Round:
        book = self._deps.library.book
        recent = await self._deps.records.recent_rounds(to.tenant, REMEMBERED)
        prompt = suggested(among(book, topic), recent, key)
        if prompt is None:
            raise LookupError("the phrasebook holds no line for team rounds")
        return Round(
            tenant=to.tenant,
            id=id,
            platform=to.platform,
            channel=to.id,
            by=by,
            language=language,
            line=prompt.line,
            opened=self._deps.now(),
            situation=prompt.situation,
            prompt=prompt.id,
            points=prompt.points,
        )


def among(book: Phrasebook, topic: str) -> list[Prompt]:
    """Returns the lines about a topic: a situation or an industry; all of them where none is about it."""
    every = list(book.prompts.values())
    about = [prompt for prompt in every if topic == prompt.situation or topic in prompt.industries]
    return about or every


def suggested(prompts: Iterable[Prompt], recent: tuple[str, ...], chance: str) -> Prompt | None:
    """Returns the line whose turn it is: one that was not used lately, else the one used longest ago.

    `chance` is any text, and decides between those that are as good.
    """

    def rank(prompt: Prompt) -> tuple[int, bytes]:
        ago = recent.index(prompt.id) if prompt.id in recent else len(recent)
        return -ago, lot(chance, prompt.id)

    return min(prompts, key=rank, default=None)
