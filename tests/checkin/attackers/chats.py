"""Exports of conversations: all that stays in somebody's chat, whatever they did in dialogs."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tests.checkin.actor import HEAVY
from tests.checkin.wires import InSlack, Wires
from tests.fakes.slack import Call, elements
from tests.teams.people import Member

ANSWERS = {name: str(place) for name, place in HEAVY.items()}
TYPED = ("", "me", "care", "help")  # what everybody types, again and again
# Who does what in dialogs. Those who are reminded are alike, and so are those who are not.
REMINDED = ("takes part", "was offered it", "looked at it")
QUIET = ("takes part, wants no reminders", "said no thanks", "stopped", "erased")
Steps = Mapping[str, tuple[str, ...]]
STEPS: Steps = {
    "takes part": ("yes", "answers"),
    "was offered it": (),
    "looked at it": ("looks",),
    "takes part, wants no reminders": ("yes", "answers", "reminders"),
    "said no thanks": ("decline",),
    "stopped": ("yes", "answers", "stop"),
    "erased": ("yes", "answers", "erase"),
}
PRESSES = {  # what is done by one press: its action and value
    "reminders": ("checkin.remind", "off"),
    "decline": ("checkin.decline", ""),
    "stop": ("checkin.stop", ""),
    "erase": ("checkin.erased", ""),
}
_NAMES = "ts|event_id|at|mark|activity_id|replyToId|client_msg_id|run"
_REFERENCE = r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"
_CHANGING = re.compile(rf'\d{{10}}\.\d+|"({_NAMES})": "[^"]*"|{_REFERENCE}')


async def does(role: str, who: InSlack | Member, presses: Callable[[str, str], Awaitable[None]]) -> None:
    """Has somebody do in dialogs what their role does."""
    for step in STEPS[role]:
        match step:
            case "yes":
                await who.sends()
            case "answers":
                await who.sends(**ANSWERS)
            case "looks":
                pass
            case _:
                await presses(*PRESSES[step])


async def of_slack(wires: Wires, name: str, role: str, locale: str) -> str:
    """Somebody in Slack: they do in modals what their role does, and type; returns their export."""
    wires.slack.locales[name] = locale
    who = wires.in_slack(name)
    before = len(wires.slack.calls)
    await who.types()

    async def presses(action: str, value: str) -> None:
        pressed = {"type": "button", "action_id": action, "value": value}
        await who.user.presses(pressed, view=who.view)
        await wires.slack.view("views.update")

    await does(role, who, presses)
    for text in TYPED:
        answer = await who.user.types(text, "/checkin")
        wires.slack.calls.append(Call("ack", answer, ""))
        if not answer:
            await wires.slack.view()
    who.user.late = True  # Slack was slow: no modal opens
    answer = await who.user.types("", "/checkin")
    await wires.slack.next("views.open")
    await wires.slack.answer()
    await wires.calma.background.settled()
    wires.slack.calls.append(Call("ack", answer, ""))
    dialogs = {"views.open", "views.update", "views.push", "users.info"}
    found = [[call.method, call.body] for call in wires.slack.calls[before:] if call.method not in dialogs]
    return neutral(found, name)


async def of_teams(wires: Wires, name: str, role: str, locale: str) -> str:
    """Somebody in Teams."""
    who = wires.in_teams(name, locale=locale)
    await who.types("checkin")
    first = who.card
    if STEPS[role]:
        who.card = first
        await who.opens(who.labels[0])

    async def presses(action: str, value: str) -> None:
        data = {"action": action, "value": value, "msteams": {"type": "task/fetch"}}
        await who._chat.dialog(wires.teams.sends(data, **who.who))

    await does(role, who, presses)
    for text in TYPED:
        await who.types(f"checkin {text}".strip())
    found = [[c.method, c.body] for c in wires.teams.calls if c.conversation == who.conversation]
    return neutral(found, name)


async def of_page(wires: Wires, name: str, role: str, locale: str) -> str:
    """Somebody on the playground's page: what is no dialog stays there."""
    page = wires.page
    page.who, page.language = name, locale[:2]
    replies = [await page.types()]
    for step in STEPS[role]:
        match step:
            case "yes":
                replies.append(await page.sends("checkin.consent"))
            case "answers":
                replies.append(await page.sends("checkin.answer", wires_edition(wires), **ANSWERS))
            case "looks":
                pass
            case _:
                replies.append(await page.press(*PRESSES[step]))
    replies += [await page.types(text) for text in TYPED]
    staying = [reply for reply in replies if reply["how"] not in ("form", "dialog", "errors")]
    return neutral(staying, name)


def wires_edition(wires: Wires) -> str:
    """Returns the edition of the questions that are asked now."""
    assert wires.page.reply
    found = re.search(r"2026-W\d\d-W\d\d\|[^\"|]+\|\d+", json.dumps(wires.page.reply))
    return found[0] if found else "2026-W47-W48|calma-six|1"


async def reminders(wires: Wires, name: str, platform: str) -> str:
    """What came to somebody unasked, and what it becomes by the presses of theirs."""
    if platform == "Slack":
        messages = list(wires.slack.messages[f"D{name}"])
        for message in messages[:1]:
            for element in [e for e in elements(message) if e.get("type") == "button"][1:]:
                await wires.in_slack(name).user.presses(element)
                messages.append(await wires.slack.answer())
        return neutral(messages, name)
    if platform == "Teams":
        who = wires.in_teams(name)
        found = [
            c
            for c in wires.teams.calls
            if c.conversation == who.conversation and "checkin.quiet" in json.dumps(c.body)
        ]
        changed = []
        for label in ("checkin.later", "checkin.quiet") if found else ():
            await who.forces({"action": label, "value": "", "origin": "", "kind": "press"})
            changed.append(who.card)
        return neutral([*([c.method, c.body] for c in found), *changed], name)
    sent = [m for m in wires.playground.messenger.since("") if m.to.id == name]
    return neutral([str(m.card) for m in sent], name)


def neutral(found: Any, name: str) -> str:
    """Returns an export without ids and times, and without who it is."""
    text = json.dumps(found, sort_keys=True, ensure_ascii=False, default=str)
    for known in (f"aad-{name}", f"29:{name}", f"a:{name}", name, name.title()):
        text = text.replace(known, "WHO")
    return _CHANGING.sub("ID", text)


def differences(one: str, other: str) -> tuple[str, str]:
    """Returns where two exports begin to differ."""
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one[max(0, at - 150) : at + 150], other[max(0, at - 150) : at + 150]
