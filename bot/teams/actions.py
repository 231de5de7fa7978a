"""Buttons of an Adaptive Card."""

from __future__ import annotations

from typing import Any

from bot.core.card import LABEL, Button, Buttons, Link, Tone, clip, plain
from bot.teams import limits
from bot.teams.texts import Item, run

OPENS_DIALOG = {"type": "task/fetch"}
_STYLES = {Tone.PLAIN: "default", Tone.PRIMARY: "positive", Tone.DANGER: "destructive"}


def execute(title: str, verb: str, data: Item, tone: Tone = Tone.PLAIN, inputs: str = "auto") -> Item:
    """Returns a button whose answer comes in place; older clients and dialogs take its fallback."""
    submit = {
        "type": "Action.Submit",
        "title": run(plain(title)),
        "style": _STYLES[tone],
        "data": data,
        "associatedInputs": inputs,
    }
    return {**submit, "type": "Action.Execute", "verb": verb, "fallback": submit}


def rows(buttons: Buttons) -> list[Item]:
    """Returns the buttons in as many rows as Teams needs."""
    actions = [_button(button) for button in buttons.buttons]
    starts = range(0, len(actions), limits.ACTIONS_IN_ROW)
    return [{"type": "ActionSet", "actions": actions[i : i + limits.ACTIONS_IN_ROW]} for i in starts]


def link(element: Link) -> Item:
    """Returns an address to open, as a button."""
    opens = {"type": "Action.OpenUrl", "title": run(plain(element.label)), "url": element.address}
    return {"type": "ActionSet", "actions": [opens]}


def in_dialog(card: Item) -> Item:
    """Returns the card as it works in a dialog: there every button is an Action.Submit, and opens nothing.

    A dialog asks for no further one: what a button in it brings is shown in the same dialog.
    """
    submitting: Item = _submitting(card)
    return submitting


def _button(button: Button) -> Item:
    data = {"action": button.action, "value": button.value}
    pressed = execute(clip(plain(button.label), LABEL), button.action, data, button.tone, inputs="none")
    if not button.form or button.in_place:
        return pressed
    opens: Item = pressed["fallback"]  # only an Action.Submit opens a dialog
    return {**opens, "data": {**data, "msteams": OPENS_DIALOG}}


def _submitting(json: Any) -> Any:
    if isinstance(json, list):
        return [_submitting(part) for part in json]
    if not isinstance(json, dict):
        return json
    if json.get("type") == "Action.Execute":
        return json.get("fallback", {})
    data = json.get("data")
    if json.get("type") == "Action.Submit" and isinstance(data, dict):
        return {**json, "data": {key: value for key, value in data.items() if key != "msteams"}}
    return {key: _submitting(value) for key, value in json.items()}
