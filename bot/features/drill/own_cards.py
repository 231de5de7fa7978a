"""The cards of `/drill me`: how a person stands, or that they want to see no figures."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core.words import Say
from bot.features.drill.cards import START
from bot.features.drill.progress import PracticeProgress, SituationStrength
from bot.features.drill.viewer import DrillViewer

SHOW, HIDE = "drill.me", "drill.hide"
ON, OFF = "on", "off"  # what the button HIDE carries


def hidden_card(viewer: DrillViewer, *, named: bool) -> c.Card:
    """Returns the card of somebody who wants to see no figures; `named`: managers see who practised."""
    title = viewer.say("drill.me")
    buttons = (c.Button(viewer.say("drill.me_show"), HIDE, OFF), c.Button(viewer.say("drill.new"), START))
    text = c.Text(viewer.say("drill.me_hidden"))
    return viewer.card(title, c.Heading(title), text, *_named(viewer, named=named), c.Buttons(buttons))


def progress_card(viewer: DrillViewer, progress: PracticeProgress, streak: int, *, named: bool) -> c.Card:
    """Returns how a person stands; `streak` is in working days; `named`: managers see who practised."""
    title, practised = viewer.say("drill.me"), in_row(viewer.say, streak)
    buttons = (
        c.Button(viewer.say("drill.new"), START, tone=c.Tone.PRIMARY),
        c.Button(viewer.say("drill.me_hide"), HIDE, ON),
    )
    return viewer.card(
        f"{title}. {practised}",
        c.Heading(title),
        c.Text(practised),
        c.Text(viewer.say("drill.me_met", met=progress.met, all=progress.all)),
        *_strong(viewer, progress.strong),
        *_fading(viewer, progress.fading),
        *_named(viewer, named=named),
        c.Note(viewer.say("drill.me_private")),
        c.Buttons(buttons),
    )


def in_row(say: Say, streak: int) -> str:
    """Returns in words for how many working days in a row somebody practised."""
    return say(f"drill.me_row.{'one' if streak == 1 else 'many' if streak else 'none'}", days=streak)


def _named(viewer: DrillViewer, *, named: bool) -> tuple[c.Element, ...]:
    return (c.Note(viewer.say("results.told")),) if named else ()


def _strong(viewer: DrillViewer, strengths: Sequence[SituationStrength]) -> tuple[c.Element, ...]:
    names = [name for strength in strengths if (name := viewer.trained(strength.situation))]
    return (c.Text(viewer.say("drill.me_strong", names=", ".join(names))),) if names else ()


def _fading(viewer: DrillViewer, strengths: Sequence[SituationStrength]) -> tuple[c.Element, ...]:
    shown = [(name, held.share) for held in strengths if (name := viewer.trained(held.situation))]
    if not shown:
        return ()
    values = tuple(float(round(share * 100)) for _, share in shown)
    chart = c.Chart(
        viewer.say("drill.me_fading"), tuple(name for name, _ in shown), values, 100.0, c.Better.HIGH
    )
    return (chart, c.Note(viewer.say("drill.me_fading_note")))
