"""After *Get help now* was pressed: nothing asks for it again, and a call moves with its contact."""

from __future__ import annotations

import pytest

from bot.core.chat import Role
from bot.core.phrasebook import BASE_CHANNELS
from bot.core.safety import SafetyKind
from tests.alert.actor import Seat, appoint
from tests.harness import Harness
from tests.seen import Seen


async def test_pressed_on_another_channel_the_words_and_the_supervisors_notice_are_of_that(
    app: Harness, ana: Seat
) -> None:
    await ana.calls("self-harm.phone")
    await app.drainer.drain()
    before = Seen(app.mail.to("marta")[0]).text
    words = {
        channel: Seen(await app.features.alert.words(ana.person, "self-harm", channel) or ana.card).phrases
        for channel in ("phone", "chat")
    }
    assert ana.phrases == words["phone"] != words["chat"]
    await ana.calls("self-harm.chat")
    await app.drainer.drain()
    assert ana.phrases == words["chat"]
    [card] = app.mail.to("marta")
    assert ("· Phone ·" in before, "· Chat ·" in Seen(card).text) == (True, True)
    assert await app.stores.alerts.open_alert("T1", "ana", "self-harm")


@pytest.mark.parametrize(("language", "button"), [("en", "Get help now"), ("es", "Pedir ayuda ya")])
@pytest.mark.parametrize("nobody", [True, False])
async def test_what_was_pressed_is_not_asked_for_again(language: str, button: str, *, nobody: bool) -> None:
    app = Harness()
    if not nobody:
        await appoint(app, Role.SUPERVISOR, "Marta")
    ana = Seat(app, "Ana", language)
    for kind in SafetyKind:
        if kind is SafetyKind.AGENT_DISTRESS:
            continue
        for channel in BASE_CHANNELS:
            before = Seen(await app.features.alert.words(ana.person, kind.value, channel) or ana.card)
            await ana.calls(f"{kind.value}.{channel}")
            assert button not in ana.text, (kind, channel)
            assert button not in ana.labels
            assert {text for text in before.texts[:2] if button not in text} <= set(ana.texts), (
                kind,
                channel,
            )
