"""A role-play that an admin writes, over Slack's wire: from the template to an agent who plays it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.slack import people
from bot.wiring.calma import Calma
from tests.build import build
from tests.conftest import PHRASEBOOK
from tests.fakes.slack import FakeSlack, button, words
from tests.fakes.slack_user import SlackUser, inputs


@pytest_asyncio.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Calma]:
    """A house of its own for each test, with stores that begin empty, on a machine that may be slow."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    found = build(PHRASEBOOK)
    await found.start()
    yield found
    await found.close()


async def test_a_role_play_comes_as_a_file_is_tried_and_published(
    agent: SlackUser, slack: FakeSlack, house: Calma
) -> None:
    slack.admins.add("UADMIN")
    admin = replace(agent, user="UADMIN")
    await admin.presses(button(await admin.types("team"), "Role-plays"))
    listed = await slack.answer()
    await admin.presses(button(listed, "Template"))
    template = await slack.view()
    parts = [part["element"] for part in inputs(template).values()]
    assert all(len(part["initial_value"]) <= part["max_length"] <= 3_000 for part in parts)
    text = "".join(part["initial_value"] for part in parts)
    assert text == house.phrasebook.book.scenario_template

    await admin.presses(button(listed, "Add a role-play"))
    form = await slack.view()
    assert inputs(form)["file"]["element"]["type"] == "file_input"
    wrong = slack.upload("ours.yml", text.replace("to: gap", "to: nowhere").encode())
    refused = await admin.sends(form, file=wrong)
    assert "no node and no ending is called “nowhere”" in refused["errors"]["file"]
    saved = await admin.sends(form, file=slack.upload("ours.yml", text.encode()))
    assert saved["response_action"] == "update", saved
    assert "Saved as a draft: nobody else sees it." in words(saved["view"])

    await admin.presses(button(await admin.types("team"), "Role-plays"))
    listed = await slack.answer()
    await admin.presses(button(listed, "Try it"))
    assert "A draft. You alone see it" in words(await slack.answer())
    await admin.presses(button(listed, "Publish"))
    assert "Published: it stands in" in words(await slack.answer())
    await house.background.settled()
    assert "You took my 38 dollars TWICE." in words(await agent.asks("roleplay charged twice"))
