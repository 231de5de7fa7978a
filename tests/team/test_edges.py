"""Every card and form of the team's room fits every edge, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import terminal
from bot.core import card as c
from bot.core.chat import Answer, Command, Press, Role
from bot.core.quiz import QuizItem, QuizOption
from bot.features.team.model import Edit, EntryKind, OwnItem, OwnPhrase, OwnTrigger, TeamOffer
from bot.playground import form as playground
from bot.slack import form as slack_form
from bot.slack import limits
from bot.slack import render as slack
from bot.teams import form as teams_form
from bot.teams import render as teams
from bot.wiring.calma import Calma
from tests.harness import Harness
from tests.lookup.test_cards import in_a_terminal, sound_html, within_slack
from tests.team.actor import Member
from tests.team.test_tenants import NOON, phrase

ROOM = ("team.", "offer.")  # the actions of this room; what leads out of it is held by its own tests
LONG = "<!channel> **x** & {order} " * 55


async def full(house: Calma, tenant: str) -> None:
    """Gives a team as much of everything as it may have, and as long."""
    own = phrase(LONG).content
    assert isinstance(own, OwnPhrase)
    edits = [Edit(EntryKind.PHRASE, f"own-{i}", own) for i in range(11)]
    edits += [Edit(EntryKind.TRIGGER, f"own-{i}", OwnTrigger("yelling", "en", "w" * 80)) for i in range(11)]
    edits += [
        Edit(EntryKind.OFFER, f"own-{i}", TeamOffer("a" * 200, "b" * 100, "c" * 100, "d" * 300))
        for i in range(20)
    ]
    texts = {"en": LONG[:280], "es": LONG[:280]}
    option = QuizOption(dict.fromkeys(texts, LONG[:120]), dict.fromkeys(texts, LONG[:160]), True)
    item = QuizItem("own-0", "yelling", "yelling", 2, texts, (option,) * 3, "heard", own=True)
    edits += [Edit(EntryKind.ITEM, f"own-{i}", OwnItem(replace(item, id=f"own-{i}"))) for i in range(11)]
    await house.stores.team.write_entries(tenant, edits, "U" * 128, NOON)
    for i in range(11):
        await house.stores.people.appoint_person(tenant, f"{'U' * 120}{i}", Role.MANAGER)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_and_form_fits_every_edge(app: Harness, language: str) -> None:
    house, manager = app.calma, Member(app, language=language)
    await full(house, manager.tenant)
    waiting: list[Press | Command] = [
        Command(manager.person, "calm", "team"),
        Press(manager.person, "offer.show", ""),
    ]
    seen: set[tuple[str, str]] = set()
    forms = 0
    while waiting:
        reply = await house.desk.answer(waiting.pop())
        if isinstance(reply, c.Form):
            forms += 1
            fits(reply, house, language)
            continue
        assert isinstance(reply, Answer)
        within_slack(slack.message(reply.card))
        assert teams.adaptive_card(reply.card)
        sound_html(reply.card)
        in_a_terminal(reply.card)
        for button in (b for e in reply.card.elements if isinstance(e, c.Buttons) for b in e.buttons):
            key = (button.action, button.value)
            gone = button.action.endswith((".retired", ".remove"))
            if key not in seen and button.action.startswith(ROOM) and not gone:
                seen.add(key)
                waiting.append(Press(manager.person, *key))
    assert forms > 25
    await house.background.settled()


def fits(form: c.Form, house: Calma, language: str) -> None:
    """Holds a form against what each edge takes."""
    assert len(form.title) <= 24
    assert len(form.send) <= 24
    view = slack_form.modal(form)
    assert len(view["blocks"]) <= limits.BLOCKS_IN_VIEW
    labels = teams_form.labels(house.phrasebook.words.speaker(language))
    assert teams_form.form_card(form, labels)
    assert playground.html(form)
    assert terminal.render_reply(form, house.phrasebook.words, language, colour=False)
