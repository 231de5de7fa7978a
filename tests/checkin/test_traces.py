"""What stays in a chat is the same for all, byte for byte, whatever there is of them behind it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.features.checkin.consent import asked_consent
from bot.features.checkin.model import LEAST, CheckinEntry, Terms
from bot.features.checkin.record import CheckinRecord
from tests.checkin.actor import MIDDLE, in_unit, switched_on
from tests.checkin.wires import Wires
from tests.fakes.slack import button
from tests.fakes.teams import TENANT

TYPED = ("", "me", "stop", "help", "care", "settings", "team", "how am I")
PLACES = (("message", "D{user}"), ("app_mention", "C1"))  # that somebody writes to the bot in, in Slack
TERMS = Terms(on=True, minimum=LEAST)
EACH = ("nobody", "asked", "declined", "agreed", "answered", "stopped", "weaker", "unknown")


def of(wires: Wires, kind: str, user_id: str, platform: str) -> CheckinRecord:
    """Returns what is stored of somebody of a kind."""
    deps = wires.calma.features.checkin
    assert deps
    asked, period = asked_consent(TERMS, deps.content), TERMS.period(MIDDLE.date())
    entry = CheckinEntry(period.id, "calma-six", 1, {"energy": 0}, {"index": 100.0}, {"abuse": 100.0})
    offered = CheckinRecord(user_id, platform, MIDDLE.date())
    agreed = replace(offered, consent=asked, taking_part=True)
    return {
        "asked": offered,
        "declined": offered,  # reminders come as to the others here: they have a test of their own
        "agreed": agreed,
        "answered": agreed.with_entry(entry),
        "stopped": replace(agreed.with_entry(entry), taking_part=False),
        "weaker": replace(agreed.with_entry(entry), consent=replace(asked, minimum=50)),
        "unknown": replace(agreed.with_entry(entry), consent=None),
    }.get(kind, CheckinRecord(user_id, platform))


def alike(body: dict[str, Any], *ids: str) -> str:
    """Returns a message without whose it is, what it answers, and by which key it was sent."""
    others = ("recipient", "replyToId", "metadata", "ts", "client_msg_id")
    body = {key: part for key, part in body.items() if key not in others}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    for id in ids:
        text = text.replace(id, "somebody")
    return text


async def stored(wires: Wires, tenant: str, record: CheckinRecord) -> None:
    await wires.calma.stores.checkin.records.add_records(tenant, [record])


async def in_teams(wires: Wires, kind: str, language: str) -> list[str]:
    """Returns all that stays in somebody's chat in Teams."""
    name = f"m{EACH.index(kind)}"
    maria = wires.in_teams(name, locale=language)
    await stored(wires, TENANT, of(wires, kind, f"aad-{name}", "teams"))
    before = len(wires.teams.calls)
    for text in TYPED:
        await maria.types(f"checkin {text}".strip())
    await in_unit(wires.calma.stores, f"aad-{name}", tenant=TENANT, platform="teams")
    await wires.reminded()
    maria.reads()
    await maria.presses("Ahora no" if language == "es" else "Not now")
    calls = [call.body for call in wires.teams.calls[before:] if call.conversation == maria.conversation]
    return [alike(body, f"aad-{name}", maria.conversation, name) for body in [*calls, maria.card]]


async def in_slack(wires: Wires, kind: str) -> list[str]:
    """Returns all that stays in somebody's chat and in a channel in Slack, where they wrote to the bot."""
    user_id = f"UM{EACH.index(kind)}"
    await stored(wires, "T1", of(wires, kind, user_id, "slack"))
    user = wires.in_slack(user_id).user
    posts = {"chat.postMessage", "chat.postEphemeral"}
    before, sent = len(wires.slack.calls), 0
    for text in TYPED:
        for kind_of, where in PLACES:
            mention = "<@UBOT> " if kind_of == "app_mention" else ""
            at = where.format(user=user_id)
            await user.does(
                kind_of,
                text=f"{mention}checkin {text}".strip(),
                channel=at,
                ts=f"{EACH.index(kind)}{sent:03}.1",
            )
            sent += 1
            await wires.slack.next("chat.postEphemeral" if mention else "chat.postMessage")
    await in_unit(wires.calma.stores, user_id, platform="slack")
    await wires.reminded()
    message = wires.slack.messages[f"D{user_id}"][-1]
    await user.presses(button(message, "Not now"))
    changed = await wires.slack.answer()
    calls = [call.body for call in wires.slack.calls[before:] if call.method in posts]
    return [alike(body, user_id) for body in [*calls, message, changed]]


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_chat_in_teams_tells_nothing_of_who_takes_part(wires: Wires, language: str) -> None:
    exports = {kind: await in_teams(wires, kind, language) for kind in EACH}
    assert len(exports["nobody"]) > len(TYPED)
    for kind, export in exports.items():
        assert export == exports["nobody"], kind


async def test_a_chat_in_slack_tells_nothing_of_who_takes_part(wires: Wires) -> None:
    exports = {kind: await in_slack(wires, kind) for kind in EACH}
    assert len(exports["nobody"]) > 2 * len(TYPED)
    for kind, export in exports.items():
        assert export == exports["nobody"], kind


async def test_nor_does_a_chat_on_the_page(wires: Wires) -> None:
    page, replies = wires.page, dict[str, list[str]]()
    for kind in EACH:
        page.who = ("ana", "luis")[kind != "nobody"]
        await wires.calma.stores.checkin.records.wipe_records("playground")
        await stored(wires, "playground", of(wires, kind, page.who, "playground"))
        # What comes in a form or a dialog is gone with it.
        answers = [await page.types(text) for text in TYPED]
        replies[kind] = [alike(each, page.who) for each in answers if each["how"] not in ("form", "dialog")]
    for kind, export in replies.items():
        assert export == replies["nobody"], kind


async def test_nor_where_a_form_or_a_dialog_opens(wires: Wires) -> None:
    # The same words and the same button stand before the first question and before a result.
    maria, luis = wires.in_teams("maria"), wires.in_teams("luis")
    await stored(wires, TENANT, of(wires, "answered", "aad-maria", "teams"))
    await maria.types("checkin")
    await luis.types("checkin")
    assert maria.card == luis.card
    assert maria.labels == ["Open"]
    await maria.opens("Open")
    await luis.opens("Open")
    assert "100 of 100" in maria.text
    assert "not a diagnosis" in luis.text


async def test_nor_while_it_is_off(wires: Wires) -> None:
    await switched_on(wires.calma.stores, TENANT, on=False)
    maria, luis = wires.in_teams("maria"), wires.in_teams("luis")
    await stored(wires, TENANT, of(wires, "answered", "aad-maria", "teams"))
    for text in ("checkin", "checkin me"):
        await maria.types(text)
        await luis.types(text)
        assert maria.card == luis.card


async def test_nor_in_a_channel_of_teams(wires: Wires) -> None:
    exports = {}
    for name, kind in (("maria", "answered"), ("luisa", "nobody")):
        member = wires.in_teams(name)
        await stored(wires, TENANT, of(wires, kind, f"aad-{name}", "teams"))
        before = len(wires.teams.calls)
        known = {key: member.who[key] for key in ("from", "channelData", "locale")}
        await wires.chat.send(wires.teams.mention("checkin", **known))
        sent = [call.body for call in wires.teams.calls[before:]]
        exports[kind] = [alike(body, f"aad-{name}", name, name.capitalize()) for body in sent]
        assert len(sent) > 1  # to them alone, and that it was
    assert exports["answered"] == exports["nobody"]
