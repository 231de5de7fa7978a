"""An option whose value is empty is a choice like any other, on every edge, and old cards' stay readable."""

from __future__ import annotations

import json
from typing import Any

from bot.core import card as c
from bot.core.chat import Person, Press, Submit
from bot.playground import asks, form, render
from bot.slack import form as slack_form
from bot.slack import parse as slack_parse
from bot.slack import render as slack
from bot.teams import form as teams_form
from bot.teams import form_fields
from bot.teams import render as teams
from tests.build import shipped
from tests.forms.page import read

ALL = c.Option("All of them", "")
FIELD = c.Select("country", "Country", (ALL, c.Option("Mexico", "MX")), ("",))
FORM = c.Form("Settings", "set", "Save", (FIELD,))
CHOICE = c.Card("x", (c.Choice("pick", "Country", (ALL, c.Option("Mexico", "MX")), ""),))
ANA = Person("T1", "slack", "U1")


def test_a_form_in_which_it_is_chosen_can_be_sent_as_it_is() -> None:
    [block] = slack_form.modal(FORM)["blocks"]
    assert block["element"]["initial_option"]["value"]
    [field] = teams_form.form_card(FORM, teams_form.Labels("", "", "", ""))["body"]
    assert field["isRequired"]
    assert field["value"] == field["choices"][0]["value"] != ""
    [box] = read(form.html(FORM)).boxes
    assert box.required
    assert all(box.values)


def test_it_comes_back_as_nothing_also_from_cards_of_before() -> None:
    for value in ("", c.NOTHING):
        assert form_fields.read({"one_country": value}) == {}
        posted = _posted({"submit": {"action": "set", "value": "", "fields": {"country": [value]}}})
        assert isinstance(posted, Submit)
        assert posted.fields == {}
    picked = {"values": {"country": {"a": {"selected_option": {"value": c.NOTHING}}}}}
    assert slack_form.fields(picked) == {}


def test_it_can_be_chosen_on_a_card() -> None:
    [actions] = slack.message(CHOICE)["blocks"]
    [menu] = actions["elements"]
    option = menu["options"][0]
    pressed = {**menu, "selected_option": option}
    assert not slack_parse.nothing_chosen(pressed)
    press = slack_parse.press({}, pressed, ANA, shipped().keywords)
    assert isinstance(press, Press)
    assert press.value == ""
    select: Any = teams.adaptive_card(CHOICE)["body"][0]
    assert select["value"] == select["choices"][0]["value"] != ""
    [(action, value), _] = read(render.html(CHOICE)).presses
    assert value
    posted = _posted({"action": action, "value": value, "origin": ""})
    assert isinstance(posted, Press)
    assert posted.value == ""


def _posted(ask: object) -> object:
    body = json.dumps({"who": "ana", "language": "en", "ask": ask})
    return asks.parse(body.encode(), ("en",))
