"""Each kind of question over the wires of Slack, Teams and the playground's page."""

from __future__ import annotations

import html
import re
from pathlib import Path

from bot.content.load import load
from tests.build import build
from tests.checkin.wires import OnPage, wired
from tests.drill import bank
from tests.fakes.slack import Body, FakeSlack, button, elements, words
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import FakeTeams

STEPS = bank.items_of_kinds()["closing-order"].options
_BUTTON = re.compile(r'<button[^>]*data-action="([^"]*)"[^>]*data-value="([^"]*)"[^>]*>(.*?)</button>')


def letter(text: str, step: str) -> str:
    """Returns the letter before a step, on whichever card."""
    found = re.search(rf"\b([ABC])\W* · {re.escape(step)}", text)
    assert found, text
    return found[1]


def labels(message: Body) -> list[str]:
    return [each["text"]["text"] for each in elements(message) if each["type"] == "button"]


async def press(user: SlackUser, slack: FakeSlack, message: Body, label: str) -> Body:
    await user.presses(button(message, label))
    answer = await slack.answer()
    assert answer["replace_original"] is True
    return answer


async def test_every_kind_in_slack(tmp_path: Path, slack: FakeSlack, teams: FakeTeams) -> None:
    async with wired(build(bank.phrasebook(tmp_path, of_kinds=True)), slack, teams) as wires:
        ana = wires.in_slack().user
        card, seen = await ana.asks("closing"), list[str]()
        for _ in range(3):
            text = words(card)
            if "As I told you" in labels(card):
                seen.append("word")
                card = await press(ana, slack, card, "As I told you")
            elif "Tap what comes first." in text:
                seen.append("order")
                for step in STEPS[:2]:
                    card = await press(ana, slack, card, letter(words(card), step.text["en"]))
            else:
                seen.append("need")
                card = await press(ana, slack, card, letter(text, "To hear that she is safe"))
            assert "That's it" in words(card)
            card = await press(ana, slack, card, labels(card)[0])
        assert sorted(seen) == ["need", "order", "word"]
        assert "3 done · 3 right" in words(card)


async def test_every_kind_in_teams(tmp_path: Path, slack: FakeSlack, teams: FakeTeams) -> None:
    async with wired(build(bank.phrasebook(tmp_path, of_kinds=True)), slack, teams) as wires:
        luis, seen = wires.in_teams("luis", locale="es-MX"), list[str]()
        await luis.types("practica cierre")
        for _ in range(3):
            if "Como ya le expliqué" in luis.labels:
                seen.append("word")
                await luis.presses("Como ya le expliqué")
            elif "Toque lo que va primero." in luis.text:
                seen.append("order")
                await luis.presses(letter(luis.text, STEPS[2].text["es"]))
                assert re.search(r"\b1\W* · " + STEPS[2].text["es"], luis.text)
                await luis.presses("Empezar de nuevo")
                for step in STEPS[:2]:
                    await luis.presses(letter(luis.text, step.text["es"]))
            else:
                seen.append("need")
                await luis.presses(letter(luis.text, "Saber que no corre peligro"))
            assert "Eso es" in luis.text
            await luis.presses(luis.labels[0])
        assert sorted(seen) == ["need", "order", "word"]
        assert "Hechas: 3 · Bien: 3" in luis.text


async def pushes(ana: OnPage, label: str) -> str:
    """Presses a button of the page's last card, and returns the text of the next one."""
    assert ana.reply
    buttons = {
        html.unescape(name): (a, html.unescape(v)) for a, v, name in _BUTTON.findall(ana.reply["html"])
    }
    await ana.press(*buttons[label])
    return shown(ana)


def shown(ana: OnPage) -> str:
    """Returns the text of the page's last card."""
    assert ana.reply
    return html.unescape(re.sub(r"<[^>]*>", " ", ana.reply["html"]))


async def test_every_kind_on_the_page(tmp_path: Path, slack: FakeSlack, teams: FakeTeams) -> None:
    async with wired(build(bank.phrasebook(tmp_path, of_kinds=True)), slack, teams) as wires:
        ana, seen = wires.page, list[str]()
        await ana.types("closing", "drill")
        for _ in range(3):
            if "Tap them." in shown(ana):
                seen.append("word")
                told = await pushes(ana, "Your parcel is late")
                assert "Not those words" in told
            elif "Tap what comes first." in shown(ana):
                seen.append("order")
                for step in (STEPS[0], STEPS[2]):
                    told = await pushes(ana, letter(shown(ana), step.text["en"]))
                assert "Not quite that order" in told
            else:
                seen.append("need")
                told = await pushes(ana, letter(shown(ana), "A form for the insurance"))
                assert "Something else comes first" in told
            await pushes(ana, "Next" if len(seen) < 3 else "See how it went")
        assert sorted(seen) == ["need", "order", "word"]
        assert "3 done · 0 right" in shown(ana)


def test_a_bank_of_every_kind_is_clean(tmp_path: Path) -> None:
    from bot.content.check import check

    root = bank.phrasebook(tmp_path, of_kinds=True)
    assert [str(problem) for problem in check(root)] == []
    assert len(load(root).quiz) == 27
