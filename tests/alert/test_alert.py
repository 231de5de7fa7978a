"""An agent needs somebody now: who is told, when, and what everybody sees of it."""

from __future__ import annotations

from bot.core.chat import Placement
from tests.alert.actor import Seat
from tests.harness import Harness
from tests.seen import Seen


async def seconds(app: Harness, count: float) -> None:
    """Lets so many seconds go by, with all that goes out meanwhile."""
    await app.passes(step=1 / 60, seconds=count)


async def test_a_supervisor_who_answers_is_seen_in_place(app: Harness, ana: Seat) -> None:
    assert await ana.calls() == "Telling Marta now"
    assert ana.came(Placement.UPDATE)
    assert "If a life is at risk, don't wait: call your local emergency number." in ana.text
    await app.drainer.drain()
    marta = Seat(app, "Marta")
    assert await marta.reads_mail() == "Ana needs somebody now"
    assert "risk of suicide or self-harm · Phone · 14:02 UTC" in marta.text
    assert marta.labels == ["I'm on my way", "I'm calling the emergency number"]
    await seconds(app, 3)
    assert await ana.reads_mail() == "I told Marta · 14:02 UTC"
    await app.passes(seconds=40)
    await marta.presses("I'm on my way")
    assert "You have it · 14:02 UTC. Ana sees that you're on your way." in marta.text
    assert marta.labels == []
    await seconds(app, 2)
    assert app.mail.titles("ana") == ["Marta has it, on the way · 14:02 UTC"]
    await app.passes(minutes=30, step=0.5)
    assert (app.mail.to("pablo"), app.mail.to("inés")) == ([], [])
    assert len(app.mail.to("ana")) == 1


async def test_after_a_minute_the_next_and_the_managers_are_told(app: Harness, ana: Seat) -> None:
    await ana.calls()
    await seconds(app, 59)
    assert (app.mail.to("pablo"), app.mail.to("inés")) == ([], [])
    await seconds(app, 2)
    assert (len(app.mail.to("pablo")), len(app.mail.to("inés"))) == (1, 1)
    await seconds(app, 2)
    assert await ana.reads_mail() == "Nobody yet. I told Pablo and Inés too."
    assert "Call your local emergency number." in ana.text
    ines = Seat(app, "Inés", "es")
    await ines.reads_mail()
    await ines.presses("I'm calling the emergency number")
    assert "Usted se encarga · 14:03 UTC. Ana ya ve que está llamando." in ines.text
    await seconds(app, 2)
    assert app.mail.titles("ana") == ["Inés is calling the emergency number · 14:03 UTC"]
    for name in ("marta", "pablo"):
        [card] = app.mail.to(name)
        assert "Inés is calling the emergency number · 14:03 UTC" in Seen(card).text
        assert Seen(card).labels == []
