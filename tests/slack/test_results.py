"""A manager adds a question and reads the figures over Slack's wire."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.groups import Group
from bot.keys import KeyFile
from bot.slack import people
from bot.wiring.sql import stored
from tests.fakes.slack import Body, FakeSlack, View, button, words
from tests.fakes.slack_user import SlackUser, inputs
from tests.results.floor import answers, counted
from tests.results.questions import QUESTION
from tests.slack.test_drill import labels, press, started

WRITTEN = {name: texts[0] for name, texts in QUESTION.items()}


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine may be slow."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)


def admin_of(user: SlackUser, slack: FakeSlack) -> SlackUser:
    """Returns who administrates the workspace."""
    slack.admins.add("UADMIN")
    return replace(user, user="UADMIN")


def _of_step(*names: str) -> dict[str, str]:
    return {name: text for name, text in WRITTEN.items() if name.startswith(names)}


def _shown(slack: FakeSlack) -> View:
    return list(slack.views.values())[-1]


async def test_a_question_is_mended_and_asked(tmp_path: Path, slack: FakeSlack) -> None:
    async with started(tmp_path, slack) as ana:
        admin = admin_of(ana, slack)
        listed = await admin.types("items", "/drill")
        assert listed["response_type"] == "ephemeral"
        assert "No questions of your own yet" in words(listed)
        await admin.presses(button(listed, "Add a question"))
        form = await slack.view()
        assert list(inputs(form)) == ["situation", "kind", "stem_en", "stem_es"]
        moment = _of_step("situation", "stem")
        refused = await admin.sends(form, **{**moment, "stem_en": "They ask for your boss."})
        assert refused["errors"] == {
            "stem_en": "Please fix this: it asks nothing; end the moment in a question.",
        }
        await admin.sends(form, **moment)
        await admin.goes_back(_shown(slack), option1_en="“Half a thought")
        form = await slack.view("views.update")
        assert inputs(form)["stem_en"]["element"]["initial_value"] == WRITTEN["stem_en"]
        await admin.sends(form, **moment)
        typed = inputs(_shown(slack))["option1_en"]["element"]
        assert typed["initial_value"] == "“Half a thought"
        assert typed["placeholder"]["text"].startswith("“That's the second time")
        await admin.sends(_shown(slack), **_of_step("option", "best"))
        form = _shown(slack)
        whys = _of_step("why", "difficulty")
        refused = await admin.sends(form, **{**whys, "why2_es": WRITTEN["why1_es"]})
        assert refused["errors"] == {
            "why2_es": "Please fix this: two options have the same explanation (Spanish).",
        }
        kept = await admin.sends(form, **whys)
        assert kept["response_action"] == "update", kept
        assert "Saved. The next drill has it." in words(kept["view"])
        asked = await _when_taken_up(ana, "escalation")
        assert WRITTEN["stem_en"] in words(asked)
        assert "This is for whoever leads a team here" in words(await ana.types("items", "/drill"))


async def _when_taken_up(user: SlackUser, topic: str) -> Body:
    for _ in range(200):  # behind the answer, a moment later
        if await user.types(topic, "/drill") == {}:  # not the answer that there are none
            return await user.slack.next("chat.postMessage")
    raise AssertionError("the question was never asked")


async def test_the_figures_and_who_practised(tmp_path: Path, slack: FakeSlack) -> None:
    async with stored(f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}", KeyFile(tmp_path / "keys")) as kept:
        now, team = datetime.now(UTC).replace(microsecond=0), tuple(f"U{n}" for n in range(1, 12))
        then = await counted(kept.groups, Group("T1", "own-1", "Night", "slack", people=team), now)
        for user in team[:8]:
            given = [("saying-no-item-0", 1, False), ("saying-no-item-0", 0, True)]
            await answers(kept.drills, "T1", user, then, given)
        for user in ("U1", "U2", "U3"):
            # After it is switched on, which is what counts.
            await answers(kept.drills, "T1", user, now + timedelta(hours=1), [("saying-no-item-0", 0, True)])
    async with started(tmp_path, slack) as ana:
        admin = admin_of(ana, slack)
        shown = await admin.types("results", "/drill")
        choice = next(e for block in shown["blocks"] for e in block.get("elements", []) if "options" in e)
        await admin.presses(choice)  # the last option
        night = await slack.answer()
        assert "*half or more* of the group practised" in words(night)
        assert "Saying no* · Mostly right: under half" in words(night)
        assert "*under half* · " in words(night)
        assert "Who practised" not in labels(night)
        named = await press(admin, slack, night, "Show who practised")
        who = await press(admin, slack, named, "Who practised")
        assert words(who).count("Practised: yes") == 3
        assert words(who).count("Practised: no") == 8
        me = await ana.asks("me")
        assert "Your managers can see, week by week, whether you practised" in words(me)
        await ana.presses(button(named, "Who practised"))  # an agent who got hold of the card
        assert "This is for whoever leads a team here" in words(await slack.answer())
