"""The cards and forms of the records, on every edge, with as much on them as there can be."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.core import card as c
from bot.core.groups import Group
from bot.core.practice import PracticeWeeks
from bot.core.viewer import Viewer
from bot.features.records import cards, forms
from bot.features.records.buttons import RecordReference
from bot.features.records.own_cards import own_card
from bot.features.records.own_forms import own_form
from bot.playground.form import html
from bot.slack.form import modal
from bot.teams.form import form_card, labels
from tests.build import shipped
from tests.drill.test_edges import fits
from tests.fakes import blockkit
from tests.harness import TUESDAY

NAME = "<!channel> **x** & =y* "
LONGEST = "own-" + "f" * 36


def holds(form: c.Form) -> None:
    """Holds a form against every edge: nothing of a file may be cut off."""
    view = modal(form)
    assert blockkit.view(view) == []
    card = json.dumps(form_card(form, labels(shipped().words.speaker(form.language))), ensure_ascii=False)
    assert len(card.encode()) < 76_000
    page = html(form)
    for field in form.fields:
        if isinstance(field, c.Input):
            assert len(field.value) <= field.limit == 3_000
            assert json.dumps(field.value, ensure_ascii=False)[1:-1] in json.dumps(view, ensure_ascii=False)
    assert page


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_card_fits_every_edge(language: str) -> None:
    viewer = Viewer(shipped(), language)
    groups = [Group("T1", f"{LONGEST}{n}", f"{NAME[:20]}{n:03}", "slack") for n in range(200)]
    for some in ([], groups):
        for since in (None, TUESDAY):
            fits(cards.records_card(viewer, some, "", since, cards.no_week_text(viewer, TUESDAY.date())))
    for agreed in (False, True):
        fits(own_card(viewer, agreed=agreed, there=agreed))
        holds(own_form(viewer, agreed=agreed))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("people", [0, 1, 900])
def test_every_file_fits_every_edge(language: str, people: int) -> None:
    viewer = Viewer(shipped(), language)
    weeks = tuple((TUESDAY - timedelta(weeks=n)).date() for n in range(12))
    rows = tuple((f"{NAME * 2}{n}"[:40], (True, False) * 6) for n in range(people))
    record = PracticeWeeks(Group("T1", LONGEST, NAME * 2, "slack"), TUESDAY, weeks, rows)
    table = c.Table(tuple("abcdefgh"), tuple((NAME,) * 8 for _ in range(people)))
    for page in (0, 1, 99):
        holds(forms.practice_form(viewer, RecordReference(LONGEST, 12, page), record))
        holds(forms.incidents_form(viewer, RecordReference("", 52, page), table))
