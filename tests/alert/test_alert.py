"""An agent needs somebody now: who is told, when, and what everybody sees of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.core import card as c
from bot.core.chat import Placement, Press, Role
from bot.core.people import Preferences
from bot.core.policy import DEFAULT
from bot.core.safety import SafetyKind
from bot.features.alert import escalation
from bot.features.boundary.model import PolicyEdition
from tests.alert.actor import ABUSE, LIFE, Seat, appoint
from tests.harness import Harness
from tests.seen import Seen

COMING, CALLING = "I'm on my way", "I'm calling emergency services"


async def seconds(app: Harness, count: float) -> None:
    """Lets so many seconds go by, with all that goes out meanwhile."""
    await app.passes(step=1 / 60, seconds=count)


async def policy(app: Harness, **changed: object) -> None:
    """Sets whom the tenant wants told."""
    own = replace(app.book.protocols[DEFAULT], **changed)  # type: ignore[arg-type]
    assert await app.stores.boundary.policies.keep_policy("T1", PolicyEdition(1, own, "inés", app.now))


async def test_a_supervisor_who_answers_is_seen_in_place(app: Harness, ana: Seat) -> None:
    assert await ana.calls() == "Telling Marta now"
    assert ana.came(Placement.UPDATE)
    assert "If a life is at risk, don't wait: call your local emergency number." in ana.text
    assert "If nobody answers within a minute, I tell the next." in ana.notes
    await app.drainer.drain()
    marta = Seat(app, "Marta")
    assert await marta.reads_mail() == "Ana needs somebody now"
    assert "risk of suicide or self-harm · Phone · 14:02 UTC" in marta.text
    assert marta.labels == [COMING, CALLING]
    await seconds(app, 3)
    assert await ana.reads_mail() == "I told Marta · 14:02 UTC"
    await app.passes(seconds=40)
    await marta.presses(COMING)
    assert "You have it · 14:02 UTC. Ana sees that you're on your way." in marta.text
    assert marta.labels == []
    await seconds(app, 2)
    assert app.mail.titles("ana") == ["Marta has it and is on the way · 14:02 UTC"]
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
    await ines.presses(CALLING)
    assert "Usted se encarga · 14:03 UTC. Ana ya ve que está llamando." in ines.text
    await seconds(app, 2)
    assert app.mail.titles("ana") == ["Inés is calling the emergency number · 14:03 UTC"]
    for name in ("marta", "pablo"):
        [card] = app.mail.to(name)
        assert "Inés is calling the emergency number · 14:03 UTC" in Seen(card).text
        assert Seen(card).labels == []


async def test_unanswered_all_are_told_anew_and_the_agent_hears_that_nobody_came(
    app: Harness, ana: Seat
) -> None:
    await ana.calls()
    await app.passes(minutes=12, step=0.1)
    assert [len(app.mail.to(name)) for name in ("marta", "pablo", "inés")] == [3, 3, 3]
    assert Seen(app.mail.to("marta")[1]).badge == "still nobody"
    assert app.mail.titles("ana") == ["Nobody yet. I told Pablo and Inés too."]
    await ana.reads_mail()
    assert "Get somebody near you, or phone your supervisor." in ana.text
    await app.passes(minutes=60, step=0.5)
    assert [len(app.mail.to(name)) for name in ("marta", "pablo", "inés", "ana")] == [3, 3, 3, 1]


async def test_one_supervisor_alone_who_does_not_answer() -> None:
    app = Harness()
    await appoint(app, Role.SUPERVISOR, "Marta")
    ana = Seat(app)
    assert await ana.calls() == "Telling Marta now"
    assert "the next" not in ana.text  # there is none
    await seconds(app, 63)
    assert await ana.reads_mail() == "Nobody has answered yet"
    assert ana.texts == [
        "Call your local emergency number.",
        "Get somebody near you, or phone your supervisor.",
    ]
    await app.passes(minutes=10, step=0.1)
    assert len(app.mail.to("marta")) == 3
    assert app.mail.titles("ana") == ["Nobody has answered yet"]


async def test_whoever_left_is_passed_over_at_once(app: Harness, ana: Seat) -> None:
    app.mail.refuses = {"marta"}
    await ana.calls()
    await seconds(app, 2)
    assert (len(app.mail.to("pablo")), len(app.mail.to("inés"))) == (1, 1)
    await seconds(app, 2)
    assert await ana.reads_mail() == "I told Pablo and Inés · 14:02 UTC"
    assert "I couldn't reach Marta." in ana.notes
    await seconds(app, 110)
    assert len(app.mail.to("pablo")) == 1  # they were told early, and are not told twice
    await app.passes(minutes=10, step=0.1)
    assert len(app.mail.to("pablo")) == 3


async def test_where_all_left_the_agent_hears_it_within_seconds(app: Harness, ana: Seat) -> None:
    app.mail.refuses = {"marta", "pablo", "inés"}
    await ana.calls()
    await seconds(app, 6)
    assert await ana.reads_mail() == "I couldn't reach anybody"
    assert "Get somebody near you, or phone your supervisor." in ana.text
    assert "don't wait: call your local emergency number" in ana.text


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "There's nobody here I could tell yet", "call your local emergency number"),
        ("es", "Aquí todavía no tengo a quién avisar", "llame al número local de emergencias"),
    ],
)
async def test_with_nobody_set_up_it_says_so_and_what_to_call(
    app: Harness, language: str, title: str, text: str
) -> None:
    eve = Seat(app, "Eve", language, tenant="T9")
    assert await eve.calls() == title
    assert text in eve.text
    await app.passes(minutes=5, step=0.5)
    assert app.mail.sent == []


async def test_a_supervisor_never_calls_themselves(app: Harness) -> None:
    marta = Seat(app, "Marta")
    assert await marta.calls() == "Telling Pablo now"
    await app.passes(minutes=15, step=0.1)
    assert {address.id for address, card, _ in app.mail.sent if "needs" in card.summary} == {"pablo", "inés"}
    marta.looks_at(app.mail.to("pablo")[0])
    assert await marta.presses(COMING) == "I can't open that one here"


async def test_the_policys_channel_comes_first_and_everybody_there_sees_who_has_it(
    app: Harness, ana: Seat
) -> None:
    await policy(app, channel="C-SUP", supervisors=("pablo",))
    assert await ana.calls(ABUSE) == "Telling the supervisors' channel now"
    await app.drainer.drain()
    assert [(to.id, to.channel) for to, card, _ in app.mail.sent if "needs" in card.summary] == [
        ("C-SUP", True)
    ]
    luis = Seat(app, "Luis", where="C-SUP")
    luis.looks_at(app.mail.to("C-SUP")[0])
    await luis.presses(COMING)
    assert luis.came(Placement.EVERYONE)
    assert "Luis has it and is on the way · 14:02 UTC" in luis.text


async def test_pressed_twice_there_is_one_alert_and_it_is_shown(app: Harness, ana: Seat) -> None:
    await asyncio.gather(*(ana.calls() for _ in range(4)))
    await seconds(app, 3)
    assert len(app.mail.to("marta")) == 1
    assert await ana.calls() == "I told Marta · 14:02 UTC"
    assert "You asked for this at 14:02 UTC. Is it somebody else now?" in ana.text
    assert await ana.calls("violence.chat") == "Telling Marta now"  # that is something else
    await seconds(app, 2)
    assert len(app.mail.to("marta")) == 2


async def test_another_emergency_of_the_same_kind_is_told_anew(app: Harness, ana: Seat) -> None:
    await ana.calls()
    await seconds(app, 2)
    marta = Seat(app, "Marta")
    await marta.reads_mail()
    await marta.presses(COMING)
    await ana.calls()
    assert await ana.presses("Yes, ask again") == "Telling Marta now"
    await seconds(app, 2)
    assert len(app.mail.to("marta")) == 2
    assert "Ana says it's over" in Seen(app.mail.to("marta")[0]).text
    await app.passes(minutes=16, step=0.5)
    assert await ana.calls() == "Telling Marta now"  # so long after, nobody need ask


async def test_it_is_over_when_the_agent_says_so(app: Harness, ana: Seat) -> None:
    await ana.calls()
    await seconds(app, 2)
    await ana.presses("It's over")
    assert ana.title == "It's over · 14:02 UTC"
    assert "Nothing about this counts against you." in ana.text
    [after] = ana.buttons
    assert after.action == "safety.after"
    marta = Seat(app, "Marta")
    pressed = next(card for to, card, _ in app.mail.sent if to.id == "marta")
    await app.passes(minutes=20, step=0.5)
    assert app.mail.to("pablo") == []
    await marta.reads_mail()
    assert "Ana says it's over · 14:02 UTC" in marta.text
    marta.looks_at(pressed)  # as it was before
    await marta.presses(COMING)
    assert "Ana says it's over · 14:02 UTC" in marta.text
    assert marta.labels == []


async def test_the_first_answer_counts(app: Harness, ana: Seat) -> None:
    await ana.calls()
    await seconds(app, 62)
    marta, pablo = Seat(app, "Marta"), Seat(app, "Pablo", "es")
    for seat in (marta, pablo):
        await seat.reads_mail()
    await marta.presses(COMING)
    await pablo.presses(CALLING)
    assert "Marta se encarga, va en camino · 14:03 UTC" in pablo.text
    await ana.reads_mail()
    assert await ana.presses("Where does it stand?") == "Marta has it and is on the way · 14:03 UTC"


async def test_each_reads_their_language_and_their_clock(app: Harness) -> None:
    ana = Seat(app, "Ana", "es", zone="America/Mexico_City")
    await app.stores.people.complete_person(Seat(app, "Marta", "en", zone="America/Bogota").person)
    await app.stores.people.keep_preferences(Seat(app, "Pablo").person, Preferences(language="es"))
    assert await ana.calls("third-party-abuse.email") == "Avisando a Marta"
    await seconds(app, 62)
    marta, pablo = Seat(app, "Marta"), Seat(app, "Pablo")
    await marta.reads_mail()
    assert "somebody is being hurt · Email · 09:02" in marta.text
    assert await pablo.reads_mail() == "Ana necesita a alguien ya"
    assert "están lastimando a alguien · Correo · 14:02 UTC" in pablo.text
    await seconds(app, 2)
    assert await ana.reads_mail() == "Aún nadie responde. También avisé a Pablo e Inés."
    assert ana.badge == "pedido 08:02"
    await marta.presses(COMING)
    await seconds(app, 2)
    assert await ana.reads_mail() == "Marta se encarga, va en camino · 08:03"


@pytest.mark.parametrize(
    "value",
    ["", "agent-distress.phone", "self-harm", "self-harm.fax", "abuse.phone.x", "x" * 2000, "hate.chat\n"],
)
async def test_a_forged_reason_raises_nothing_and_is_logged_by_ids(
    app: Harness, ana: Seat, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    with caplog.at_level(logging.WARNING, "calma.alert"):
        assert await ana.calls(value) == "I can't open that one here"
    assert caplog.messages == ["refused a press: tenant T1, user ana, alert unreadable"]
    await app.passes(minutes=2, step=0.5)
    assert app.mail.sent == []


async def test_nobody_else_moves_an_alert(app: Harness, ana: Seat, caplog: pytest.LogCaptureFixture) -> None:
    await ana.calls()
    await app.drainer.drain()
    own = {button.action: button for button in ana.buttons}
    [card] = app.mail.to("marta")
    answer = Seen(card).button(COMING)
    with caplog.at_level(logging.WARNING, "calma.alert"):
        for stranger in (Seat(app, "Luis"), Seat(app, "Ana", tenant="T2")):
            for action in ("alert.show", "alert.over", "alert.anew"):
                assert await stranger.press(action, own["alert.over"].value) == "I can't open that one here"
        assert await Seat(app, "Marta", tenant="T2").presses(answer) == "I can't open that one here"
        assert await Seat(app, "Luis").press(answer.action, "id1.forged") == "I can't open that one here"
        assert await Seat(app, "Luis").press(answer.action, "id1") == "I can't open that one here"
    assert len(caplog.messages) == 9
    assert set(caplog.messages) == {
        "refused a press: tenant T1, user luis, alert id1",
        "refused a press: tenant T2, user ana, alert id1",
        "refused a press: tenant T2, user marta, alert id1",
    }
    alert = await app.stores.alerts.find_alert("T1", "id1")
    assert alert
    assert alert.waiting


@pytest.mark.parametrize("reason", [*(kind.value for kind in SafetyKind), "abuse"])
async def test_every_reason_has_its_words(app: Harness, reason: str) -> None:
    for language in ("en", "es"):
        ana = Seat(app, f"Ana-{language}", language)
        title = await ana.calls(f"{reason}.chat")
        if reason == SafetyKind.AGENT_DISTRESS.value:  # of that nothing is ever sent
            assert title in ("I can't open that one here", "Esto no se puede abrir aquí")
            continue
        await seconds(app, 1)
        actions = [button.action for button in ana.buttons]
        assert actions[:2] == ["alert.show", "alert.over"]
        assert not {"alert.raise", "safety.after"} & set(actions)
        if reason == "abuse":
            assert actions[2:] == ["boundary.start"]  # no contact goes on, so there is the way to one
        else:
            assert len(ana.phrases) > 0
            assert "safety.channel" in {choice.action for choice in ana.all(c.Choice)}
        assert "alert." not in Seen(app.mail.to("marta")[-1]).text


async def test_the_protocols_words_stay_below_too_and_go_on(app: Harness, ana: Seat) -> None:
    await ana.types("boundary chat")
    await ana.presses("Someone on this now")
    assert ana.title == "Telling Marta now"
    assert "boundary.said" in {button.action for button in ana.buttons}
    assert "If you are in danger, call" in ana.text
    await ana.presses("Where does it stand?")
    assert ana.phrases
    await app.passes(seconds=5)
    assert "abuse · Chat" in Seen(app.mail.to("marta")[0]).text


async def test_where_the_agent_is_the_number_is_that_of_their_country(app: Harness) -> None:
    numbers = {"America/Mexico_City": "911", "Europe/Madrid": "112", "": "your local emergency number"}
    for zone, number in numbers.items():
        ana = Seat(app, f"Ana-{number}", zone=zone)
        await ana.calls("medical.phone")
        assert number in ana.texts[0]
        await seconds(app, 2)
        assert number in Seen(app.mail.to("marta")[-1]).text


async def test_the_pressed_card_is_changed_where_it_is_a_message_that_stays(app: Harness, ana: Seat) -> None:
    app.mail.sent.append((ana.person_address, c.Card("", ()), "m1"))
    press = Press(ana.person, "alert.raise", LIFE, message="m1")
    ana.sees(await app.calma.desk.answer(press))
    await seconds(app, 64)
    assert Seen(app.mail.changed["m1"]).title == "Nobody yet. I told Pablo and Inés too."
    assert app.mail.keys("ana") == ["m1"]  # nothing beside it


async def test_a_card_that_vanishes_is_changed_and_the_chat_has_it_too(app: Harness, ana: Seat) -> None:
    app.mail.sent.append((ana.person_address, c.Card("", ()), "url"))
    ana.sees(
        await app.calma.desk.answer(Press(ana.person, "alert.raise", LIFE, message="url", fleeting=True))
    )
    await seconds(app, 64)
    assert Seen(app.mail.changed["url"]).title == "Nobody yet. I told Pablo and Inés too."
    assert app.mail.titles("ana")[1:] == ["Nobody yet. I told Pablo and Inés too."]
    pablo = Seat(app, "Pablo")
    await pablo.reads_mail()
    await pablo.presses(COMING)
    await seconds(app, 3)
    titles = [Seen(app.mail.changed["url"]).title, *app.mail.titles("ana")[1:]]
    assert titles == ["Pablo has it and is on the way · 14:03 UTC"] * 2


def test_who_is_told_with_whom() -> None:
    from bot.core.edge import Address

    def people(*names: str) -> list[Address]:
        return [Address("T1", "slack", name) for name in names]

    def names(waves: escalation.Waves) -> list[str]:
        return ["".join(to.id for to in wave) for wave in waves]

    assert escalation.waves([], [], []) == ()
    assert names(escalation.waves(people("a"), [], [])) == ["a", "a", "a"]
    assert names(escalation.waves(people(*"abc"), people("m", "n"), people(*"abcd"))) == [
        *("a", "bmn", "c", "d"),
        *("abcmnd", "abcmnd"),
    ]
    assert names(escalation.waves(people("m", "n"), people("m", "n"), [])) == ["m", "n", "mn", "mn"]
    many = escalation.waves(people(*"abcdefghij"), [], [])
    assert names(many)[:6] == ["a", "b", "c", "d", "e", "fghij"]
    dues = [escalation.after(0, wave, 8).total_seconds() for wave in range(8)]
    assert dues == [0, 60, 120, 180, 240, 300, 420, 720]
    assert escalation.after(2, 2, 8).total_seconds() == 0


async def test_a_clock_that_is_set_back_makes_nobody_unreached(app: Harness, ana: Seat) -> None:
    await ana.calls()
    await seconds(app, 2)
    app.later(hours=-1)
    assert await ana.presses("Where does it stand?") == "I told Marta · 14:02 UTC"
