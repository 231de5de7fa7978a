"""What whoever an alert goes to sees of it, and their two buttons."""

from __future__ import annotations

from bot.core import card as c
from bot.core.viewer import dotted, name_line
from bot.features.alert.buttons import AlertReference
from bot.features.alert.cards import has_line
from bot.features.alert.model import Alert
from bot.features.alert.viewer import AlertViewer

COMING, CALLING = "alert.coming", "alert.calling"


def call_card(viewer: AlertViewer, alert: Alert, *, you: str = "", anew: bool = False) -> c.Card:
    """Returns the notice of an alert as things are now; `you` is the viewer, if one person alone sees it."""
    name = name_line(alert.name)
    title = viewer.say("alert.needs", name=name)
    kind = viewer.say(f"alert.reason.{alert.reason}")
    facts = dotted(kind, viewer.facet(alert.channel), viewer.time(alert.raised))
    badge = viewer.say("alert.anew_badge") if anew and alert.waiting else ""
    return viewer.card(
        f"{title} · {facts}", c.Heading(title, badge), c.Text(facts), *_rest(viewer, alert, name, you)
    )


def _rest(viewer: AlertViewer, alert: Alert, name: str, you: str) -> tuple[c.Element, ...]:
    response = alert.response
    if response and response.by == you:
        key = f"alert.yours.{response.answer.value}"
        has: tuple[c.Element, ...] = (c.Text(viewer.say(key, name=name, at=viewer.time(response.at))),)
    else:
        has = (c.Text(has_line(viewer, alert)),) if response else ()
    if alert.closed:
        closed = viewer.say("alert.closed", name=name, at=viewer.time(alert.closed))
        return (*has, c.Text(closed), c.Note(viewer.say("alert.closed_text", name=name)))
    if response:
        return has
    go = "alert.go.life" if alert.about_life else "alert.go.agent"
    value = AlertReference(alert.id, alert.seal).encode()
    buttons = (
        c.Button(viewer.say(COMING), COMING, value, c.Tone.PRIMARY),
        c.Button(viewer.say(CALLING), CALLING, value),
    )
    return (
        c.Text(viewer.say(go, name=name, number=viewer.called()), calls=True),
        c.Buttons(buttons),
        c.Note(viewer.say("alert.one_tap", name=name)),
    )
