"""Forms as cards: their inputs, and forms in a chat, where no dialog can open."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.card import Form, Input, InputKind, Option, Select
from bot.teams import form_fields, limits
from bot.teams.actions import in_dialog
from bot.teams.fit import size
from bot.teams.form import Labels, form_card, with_errors
from tests.fakes.teams import elements, filled, shown
from tests.teams.dialogue import Dialogue, Json
from tests.teams.office import form
from tests.teams.test_dialog import field, just_below, submitted

LABELS = Labels("Show", "Paste it here.", "Please fill this in.", "It is gone.")
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}
ADAPTIVE = "application/vnd.microsoft.card.adaptive"


def test_every_kind_of_field_has_its_input() -> None:
    card = form_card(form(), LABELS)
    found = {name: field(card, name) for name in ("name", "about", "size", "lead", "file", "days", "zone")}
    assert found["name"] == {
        "type": "Input.Text",
        "id": "one_name",
        "label": "Name",
        "isRequired": True,
        "errorMessage": "Please fill this in.",
        "maxLength": 60,
    }
    assert found["about"]["isMultiline"] is True
    assert found["about"]["isRequired"] is False
    assert (found["size"]["type"], found["size"]["value"]) == ("Input.Number", 5)
    assert found["lead"]["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert found["file"]["isMultiline"] is True
    assert (found["days"]["isMultiSelect"], found["days"]["style"]) == (True, "expanded")
    assert found["days"]["value"] == found["days"]["choices"][2]["value"]
    assert (found["zone"]["isMultiSelect"], found["zone"]["style"]) == (False, "compact")
    assert found["zone"]["value"] == "z3"


def test_hints_stand_below_and_tell_how_to_give_a_file() -> None:
    text = shown(form_card(form(), LABELS))
    assert "As people call it." in text
    assert "Paste it here. In YAML." in text


def test_a_form_is_sent_by_one_button_with_a_fallback() -> None:
    [send] = form_card(form(), LABELS)["actions"]
    assert (send["type"], send["title"], send["verb"]) == ("Action.Execute", "Open it", "office.save")
    assert (send["data"]["form"], send["data"]["value"]) == ("office.save", "g7")
    assert send["fallback"]["type"] == "Action.Submit"
    assert send["fallback"]["data"] == send["data"]


words = st.text(max_size=40)
options = st.lists(st.builds(Option, words, words, words), max_size=9).map(tuple)
field_of_any_kind = st.one_of(
    st.builds(Input, words, words, st.sampled_from(InputKind), words, words, st.booleans()),
    st.builds(Select, words, words, options, st.lists(words, max_size=3).map(tuple), st.booleans()),
)


@given(
    st.builds(Form, words, words, words, st.lists(field_of_any_kind, max_size=9).map(tuple)),
    st.dictionaries(words, words, max_size=4),
)
def test_any_form_can_be_shown_and_shown_again(made: Form, errors: dict[str, str]) -> None:
    card = form_card(made, LABELS)
    [send] = card["actions"]
    for found in (card, in_dialog(card), with_errors(send["data"], errors, LABELS, "en", [])):
        assert size(found) <= limits.MESSAGE_BYTES
        assert len(found["actions"]) == 1


@given(st.lists(words.filter(lambda text: bool(text.strip())), min_size=1, max_size=5))
def test_values_of_a_list_come_back_whatever_stands_in_them(values: list[str]) -> None:
    sent = ",".join(form_fields.option(value, many=True) for value in values)
    assert form_fields.read({"many_x": sent}) == {"x": tuple(value.strip() for value in values)}


@pytest.mark.parametrize("text", ["many", "", "NaN", "-inf", "1e999"])
def test_a_number_that_is_none_is_left_out(text: str) -> None:
    made = Form("T", "a", "Go", (Input("n", "N", InputKind.NUMBER, value=text),))
    card = form_card(made, LABELS)
    assert "value" not in field(card, "n")
    [send] = card["actions"]
    assert "value" not in field(with_errors({**send["data"], "one_n": text}, {}, LABELS, "en", []), "n")


@pytest.mark.parametrize(("value", "text"), [(2.5, "2.5"), (7, "7"), (10**400, "1" + "0" * 400), ("4", "4")])
def test_numbers_come_as_text(value: Any, text: str) -> None:
    assert form_fields.read({"one_n": value}) == {"n": (text,)}


def test_a_form_travels_once_in_its_card() -> None:
    groups = tuple(Option(f"Group {i:03} of the night shift in Bogotá", f"g{i}") for i in range(200))
    card = form_card(Form("T", "a", "Go", (Select("group", "Group", groups),)), LABELS)
    alone = size({**card, "actions": []})
    assert size(card) < alone * 1.5
    [select] = elements(card, "Input.ChoiceSet")
    assert select["style"] == "filtered"  # one types to find one of so many


def test_a_form_of_an_older_card_is_shown_again() -> None:
    body = [{"type": "Input.Text", "id": "one_name", "label": "Name"}]
    shown_as = {"title": "T", "send": "Go", "lang": "es", "body": body}
    data = {"form": "a", "value": "v", "one_name": "typed", "shown": shown_as}
    again = with_errors(data, {"name": "Mend this."}, LABELS, "en", [])
    assert field(again, "name")["value"] == "typed"
    assert just_below(again, "name") == "Mend this."
    [send] = again["actions"]
    assert (send["data"]["form"], send["data"]["value"]) == ("a", "v")


def test_a_form_that_is_too_large_to_carry_itself_along_can_be_sent() -> None:
    made = Form("T", "a", "Go", tuple(Input(f"f{i}", "ñ" * 200, InputKind.PARAGRAPH) for i in range(120)))
    card = form_card(made, LABELS)
    assert size(card) <= limits.CARD_BYTES
    assert len(elements(card, "Input.Text")) == 120
    assert card["actions"][0]["data"]["form"] == "a"


# In a chat


async def test_a_typed_command_brings_the_form_as_a_card(chat: Dialogue) -> None:
    assert (await chat.say("calm group")).startswith("A new group")
    card = chat.teams.calls[-1].card
    assert chat.teams.calls[-1].body["summary"] == "A new group"
    reply = await chat.send(chat.teams.execute(filled(card, name="A")))
    assert (reply.json["type"], reply.json["statusCode"]) == (ADAPTIVE, 200)
    assert "saved A" in shown(reply.json["value"])
    assert len(chat.teams.calls) == 1  # answered in place: the form is gone


async def test_errors_show_the_form_again_in_place(chat: Dialogue) -> None:
    await chat.say("calm group")
    card = chat.teams.calls[-1].card
    for _ in range(2):
        reply = await chat.send(chat.teams.execute(filled(card, name="taken")))
        card = reply.json["value"]
    assert shown(card).count("A new group") == 1
    assert just_below(card, "name") == "There is one of that name."
    reply = await chat.send(chat.teams.execute(filled(card, name="free")))
    assert "saved free" in shown(reply.json["value"])


async def test_a_pressed_button_that_opens_no_dialog_brings_the_form_as_a_card(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.execute({"action": "office.new"}))
    assert reply.json["value"] == "See the new message below."
    assert "Who is it for?" in chat.heard


async def test_an_old_client_sends_the_form_as_a_message(chat: Dialogue) -> None:
    await chat.send(chat.teams.submit({"action": "office.new"}))
    card: Json = chat.teams.calls[-1].card
    await chat.send(chat.teams.submit(filled(card, name="A")))
    assert (chat.teams.calls[-1].method, chat.teams.calls[-1].activity_id) == ("PUT", "card-1")
    assert "saved A" in chat.heard
    assert submitted(chat).value == "g7"


async def test_in_a_group_the_form_is_shown_to_the_asker_alone(chat: Dialogue) -> None:
    await chat.send(chat.teams.targeted("calm group"))
    [call] = chat.teams.calls
    assert call.query == {"isTargetedActivity": "true"}
    reply = await chat.send(chat.teams.execute(filled(call.card, name="A"), conversation=GROUP))
    assert "saved A" in shown(reply.json["value"])
    await chat.send(chat.teams.submit(filled(call.card, name="B"), conversation=GROUP))
    assert "saved B" in chat.heard
    assert chat.teams.calls[-1].query == {"isTargetedActivity": "true"}


async def test_the_people_picker_arrives_whole(chat: Dialogue) -> None:
    await chat.say("calm group")
    lead = field(chat.teams.calls[-1].card, "lead")
    assert lead["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert lead["choices"] == []
