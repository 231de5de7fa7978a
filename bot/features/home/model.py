"""What is known of a person's start."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.card import Button, Element
from bot.core.home import HomeLine
from bot.core.report import WeekFigure


@dataclass(frozen=True, slots=True)
class HomePage:
    """All that was there in time; `partial`, where something was not."""

    usual: tuple[Button, ...] = ()
    recent: tuple[Button, ...] = ()
    due: tuple[HomeLine, ...] = ()
    saved: tuple[Element, ...] = ()
    streak: str = ""
    offer: tuple[Element, ...] = ()
    waits: tuple[HomeLine, ...] = ()
    figures: tuple[WeekFigure, ...] = ()
    advice: tuple[Element, ...] = ()
    partial: bool = False
