"""A manager chooses how the team's Spanish speaks and reviews a phrase over Slack's wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.slack import people
from tests.fakes.slack import FakeSlack, button, words
from tests.fakes.slack_user import inputs
from tests.slack.test_drill import labels, press, started
from tests.slack.test_results import admin_of

WORDS = {
    "en-US": ("How we speak", "Change", "*Tú:* Chat", "Due for review", "Still right", "Noted", "Up to date"),
    "es-MX": ("Cómo hablamos", "Cambiar", "*Tú:* Chat", "Por revisar", "Sigue bien", "Anotado", "Al día"),
}


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine may be slow."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)


@pytest.mark.parametrize("locale", WORDS)
async def test_a_form_of_address_is_chosen_and_a_phrase_confirmed(
    tmp_path: Path, slack: FakeSlack, locale: str
) -> None:
    speech, change, chosen, due, right, noted, share = WORDS[locale]
    async with started(tmp_path, slack) as ana:
        admin = admin_of(ana, slack)
        slack.locales[admin.user] = locale
        team = await admin.types("team", "/calm")
        assert share in words(team)
        shown = await press(admin, slack, team, speech)
        await admin.presses(button(shown, change))
        form = await slack.view()
        assert {"form_phone", "form_whatsapp", "form_in-person", "words", "country", "days"} <= set(
            inputs(form)
        )
        kept = await admin.sends(form, form_chat="tu", words="neutral", country="MX", days="60")
        assert chosen in words(kept["view"])
        listed = await press(admin, slack, team, due)
        assert right in labels(listed)
        confirmed = await press(admin, slack, listed, right)
        assert noted in words(confirmed)
