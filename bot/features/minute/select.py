"""Which line somebody gets on which day: the two kinds in turn. Pure."""

from __future__ import annotations

from datetime import date

from bot.core.minutes import MinuteKind, MinuteLine
from bot.core.phrasebook import Phrasebook
from bot.features.minute.starts import lot

_KINDS = (MinuteKind.RECALL, MinuteKind.VIEW)


def line_on(book: Phrasebook, user: str, day: date, more: int = 0) -> MinuteLine | None:
    """Returns a day's line, or one `more` after it; None where the phrasebook has none.

    Nothing has to be stored for it: the date decides, so what is sent once more after a crash is the same.
    """
    turn = day.toordinal() + more
    kind = _KINDS[turn % len(_KINDS)]
    lines = [line for line in book.minutes.values() if line.kind is kind] or list(book.minutes.values())
    return lines[(turn // len(_KINDS) + lot(user)) % len(lines)] if lines else None
