"""What welcome and help are given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.current import CurrentPhrasebook


@dataclass(frozen=True, slots=True)
class HelpDeps:
    """The phrasebook, with the bot's own words."""

    phrasebook: CurrentPhrasebook
