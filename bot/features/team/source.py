"""What the look-up asks of what teams keep."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.current import CurrentPhrasebook
from bot.core.misses import Scrubbed
from bot.core.phrasebook import Additions, Phrasebook
from bot.features.team.ports import TeamStore
from bot.features.team.scrub import Vocabulary, scrub, vocabulary


class StoredAdditions:
    """Teams' own words, with the version that tells whether there are newer ones."""

    def __init__(self, records: TeamStore) -> None:
        self._records = records

    async def versions(self) -> Mapping[str, int]:
        return await self._records.content_versions()

    async def additions(self, tenant: str) -> tuple[int, Additions]:
        kept = await self._records.find_content(tenant)
        return kept.version, kept.additions()


class Scrubber:
    """Scrubs by the words of the phrasebook that is in force."""

    def __init__(self, library: CurrentPhrasebook) -> None:
        self._library = library
        self._book: Phrasebook | None = None
        self._vocabulary = Vocabulary(frozenset(), frozenset())

    def __call__(self, text: str) -> Scrubbed | None:
        """Returns what may be kept of `text`."""
        if self._book is not self._library.book:
            self._book = self._library.book
            self._vocabulary = vocabulary(self._book)
        return scrub(text, self._vocabulary)
