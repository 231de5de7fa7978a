"""Forms in dialogs: opened by a button, sent, mended, and answered in the same dialog."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Command, Press, Submit
from bot.teams import limits
from bot.teams.fit import size
from tests.fakes.teams import elements, filled, shown
from tests.teams.dialogue import Dialogue, Json

NEW = {"action": "office.new", "value": "", "msteams": {"type": "task/fetch"}}


def submitted(chat: Dialogue) -> Submit:
    """Returns the last form that the capability got."""
    ask = chat.office.asked[-1]
    assert isinstance(ask, Submit)
    return ask


def field(card: Json, name: str) -> Json:
    """Returns the input of a field."""
    kinds = ("Input.Text", "Input.Number", "Input.ChoiceSet")
    [found] = [part for kind in kinds for part in elements(card, kind) if part["id"].endswith(f"_{name}")]
    return found


def just_below(card: Json, name: str) -> str:
    """Returns what stands right below a field."""
    ids = [part.get("id", "") for part in card["body"]]
    [place] = [i for i, found in enumerate(ids) if found.endswith(f"_{name}")]
    return shown({"body": [card["body"][place + 1]]})


async def test_a_button_opens_a_form(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.opens(NEW))
    value = reply.json["task"]["value"]
    assert (value["title"], value["height"], value["width"]) == ("A new group", "large", "medium")
    assert value["card"]["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = value["card"]["content"]
    assert "Who is it for?" in shown(card)
    assert [action["title"] for action in elements(card, "Action.Submit")] == ["Open it"]
    assert elements(card, "Action.Execute") == []  # a dialog knows none
    ask = chat.office.asked[0]
    assert isinstance(ask, Press)
    assert (ask.action, ask.origin) == ("office.new", "card-1")
    assert chat.teams.calls == []


async def test_the_button_itself_asks_teams_for_a_dialog(chat: Dialogue) -> None:
    await chat.send(chat.teams.execute({"action": "office.tell", "value": "1"}))
    card = chat.teams.calls[-1].card
    [button] = elements(card, "Action.Submit")
    assert button["data"] == {"action": "office.new", "value": "", "msteams": {"type": "task/fetch"}}
    assert [action["title"] for action in elements(card, "Action.Execute")] == ["Again"]


async def test_a_form_is_sent_and_the_answer_stands_in_the_dialog(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    data = filled(card, name=" Team A ", size=12, lead="aad-ana", about="", zone="z2")
    answer = await chat.dialog(chat.teams.sends(data))
    assert "saved Team A" in shown(answer)
    ask = submitted(chat)
    assert (ask.action, ask.value, ask.person.user_id) == ("office.save", "g7", "aad-maria")
    assert ask.fields == {
        "members": ("aad-1", "aad-2"),
        "from": ("2026-11-24",),
        "at": ("09:30",),
        "name": (" Team A ",),
        "size": ("12",),
        "lead": ("aad-ana",),
        "days": ("friday,x",),
        "zone": ("z2",),
    }
    assert chat.teams.calls == []


async def test_several_options_come_back_as_they_were_given(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    days = field(card, "days")
    typed = ",".join(choice["value"] for choice in days["choices"][:2])
    await chat.dialog(chat.teams.sends(filled(card, name="A", days=typed)))
    assert submitted(chat).many("days") == ("monday,x", "tuesday,x")


async def test_errors_show_the_form_again_with_all_that_was_typed(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    typed = {"name": "taken", "about": "nights", "size": 3, "lead": "aad-ana", "zone": "z8", "file": "a: 1"}
    again = await chat.dialog(chat.teams.sends(filled(card, **typed, days="")))
    assert {name: field(again, name).get("value") for name in typed} == typed
    assert "value" not in field(again, "days")  # what was emptied stays empty
    assert just_below(again, "name") == "There is one of that name."
    [error] = [run for run in elements(again, "TextRun") if "one of that name" in run["text"]]
    assert error["color"] == "Attention"
    assert "Who is it for?" in shown(again)
    answer = await chat.dialog(chat.teams.sends(filled(again, name="free")))
    assert "saved free" in shown(answer)
    assert submitted(chat).text("about") == "nights"


async def test_errors_do_not_pile_up(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    for _ in range(3):
        card = await chat.dialog(chat.teams.sends(filled(card, name="taken")))
    assert shown(card).count("There is one of that name.") == 1


async def test_an_error_for_no_field_stands_above_all(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    again = await chat.dialog(chat.teams.sends(filled(card)))
    assert shown(again).startswith("Something else.")
    assert just_below(again, "name") == "Give it a name."


async def test_a_form_may_have_a_second_step(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    reply = await chat.send(chat.teams.sends(filled(card, name="two steps")))
    value = reply.json["task"]["value"]
    assert value["title"] == "Second step"
    answer = await chat.dialog(chat.teams.sends(filled(value["card"]["content"], name="B")))
    assert "saved B" in shown(answer)
    assert (submitted(chat).action, submitted(chat).value) == ("office.second", "g7")


async def test_buttons_in_a_dialog_work_in_it(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    answer = await chat.dialog(chat.teams.sends(filled(card, name="A")))
    again, new = elements(answer, "Action.Submit")
    assert "msteams" not in new["data"]  # no dialog opens another
    assert "value 3" in shown(await chat.dialog(chat.teams.sends(again["data"])))
    assert "Who is it for?" in shown(await chat.dialog(chat.teams.sends(new["data"])))


async def test_a_select_in_a_dialog_sends_what_was_chosen(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.sends({"action": "shelf.next", "value": "2"}))
    [go, *_] = elements(card, "Action.Submit")
    chosen = await chat.dialog(chat.teams.sends({**go["data"], go["data"]["input"]: "chat"}))
    assert "turned to chat" in shown(chosen)


async def test_an_answer_instead_of_a_form_is_shown_in_the_dialog(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.opens({"action": "office.tell", "value": "4"}))
    assert reply.json["task"]["value"]["title"] == "Calma"
    assert "value 4" in shown(reply.json["task"]["value"]["card"]["content"])


async def test_a_form_that_teams_sends_again_is_taken_once_and_answered_alike(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    sent = chat.teams.sends(filled(card, name="A"))
    taken = len(chat.office.asked)
    assert await chat.dialog(sent) == await chat.dialog(sent)
    assert len(chat.office.asked) == taken + 1
    assert chat.errors == []


async def test_a_press_that_teams_sends_again_changes_nothing_again(chat: Dialogue) -> None:
    pressed = chat.teams.submit({"action": "shelf.new", "value": "3"})
    await chat.send(pressed)
    await chat.send(pressed)
    assert len(chat.shelf.asked) == 1
    assert "a second time" in chat.heard


async def test_what_teams_was_asked_to_send_again_is_done_again(chat: Dialogue) -> None:
    pressed = chat.teams.submit({"action": "shelf.new", "value": "3"})
    chat.teams.fail(429, retry_after="60")
    assert (await chat.send(pressed)).status == 502
    assert (await chat.send(pressed)).status == 200
    assert len(chat.shelf.asked) == 2
    assert "another on 3" in chat.heard


async def test_a_form_outlives_a_restart(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    later = Dialogue(chat.teams)
    await later.start()
    again = await later.dialog(later.teams.sends(filled(card, name="taken", about="nights")))
    assert field(again, "about")["value"] == "nights"
    await later.close()


async def test_when_it_breaks_the_form_stays_with_what_was_typed(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    again = await chat.dialog(chat.teams.sends(filled(card, name="broken")))
    assert "7F3K-22QA" in shown(again)
    assert field(again, "name")["value"] == "broken"
    assert str(chat.errors[0]) == "the office is closed"


async def test_a_form_that_lost_its_looks_shows_the_errors_and_what_was_typed(chat: Dialogue) -> None:
    data = {"form": "office.save", "one_name": "taken", "one_about": "**nights** <at>all</at>"}
    card = await chat.dialog(chat.teams.sends(data))
    text = shown(card)
    assert "can't show the form again" in text
    assert "There is one of that name." in text
    assert "**nights** <at>all</at>" in [run["text"] for run in elements(card, "TextRun")]


@pytest.mark.parametrize("wrong", [None, "x", 7, [], {}, {"body": "x"}, {"body": []}, {"body": [None, "x"]}])
async def test_a_form_with_wrong_looks_breaks_nothing(chat: Dialogue, wrong: Any) -> None:
    data = {"form": "office.save", "one_name": "taken", "shown": wrong}
    assert "There is one of that name." in shown(await chat.dialog(chat.teams.sends(data)))
    assert chat.errors == []


async def test_a_field_that_stands_in_a_form_a_thousand_times_is_shown_once(chat: Dialogue) -> None:
    typed = {"one_name": "taken", "one_about": "z" * 20_000}
    for named in typed:
        body = [{"id": named, "type": "Input.Text"}, {"type": "TextBlock", "text": "x"}] * 4_000
        looks = {"title": "t", "send": "s", "lang": "en", "body": body}
        data = {"form": "office.save", "shown": looks, **typed}
        card = await chat.dialog(chat.teams.sends(data))
        assert len(elements(card, "Input.Text")) == 1
        assert len(card["body"]) < limits.CARRIED_PARTS + 3


async def test_a_pasted_file_that_is_large_can_still_be_sent(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW))
    again = await chat.dialog(chat.teams.sends(filled(card, name="taken", file="ñ: 1\n" * 20_000)))
    assert size(again) <= limits.CARD_BYTES
    assert field(again, "name")["value"] == "taken"
    answer = await chat.dialog(chat.teams.sends(filled(again, name="free", file="a: 1")))
    assert "saved free" in shown(answer)


@pytest.mark.parametrize("how", ["opens", "sends"])
@pytest.mark.parametrize(
    "data",
    [None, "x", 7, [], {}, {"form": 7}, {"form": "gone.form"}, {"action": "gone.action"}, {"action": None}],
)
async def test_what_is_not_ours_gets_a_friendly_card(chat: Dialogue, how: str, data: Any) -> None:
    card = await chat.dialog(getattr(chat.teams, how)(data))
    assert "earlier version" in shown(card)
    assert chat.errors == []


@pytest.mark.parametrize("value", [None, True, [], {}, ["x"], {"x": 1}, " ", ","])
async def test_mistyped_fields_are_empty(chat: Dialogue, value: Any) -> None:
    data = {"form": "office.save", "value": [], "one_name": "A", "many_days": value, "one_": "x", "y": "z"}
    await chat.dialog(chat.teams.sends(data))
    assert (submitted(chat).fields, submitted(chat).value) == ({"name": ("A",)}, "")


async def test_a_dialog_in_a_group_is_the_askers_alone(chat: Dialogue) -> None:
    group = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}
    await chat.dialog(chat.teams.opens(NEW, conversation=group))
    assert chat.teams.calls == []


async def test_words_of_the_edge_are_spanish_in_a_spanish_form(chat: Dialogue) -> None:
    card = await chat.dialog(chat.teams.opens(NEW, locale="es-ES"))
    assert field(card, "name")["errorMessage"] == "Complete este campo."
    assert "Abra el archivo" in shown(card)
    assert card["lang"] == "es"


async def test_what_belongs_into_a_dialog_is_a_press_away_and_in_no_message(chat: Dialogue) -> None:
    await chat.send(chat.teams.message("checkin me"))
    offer = chat.teams.calls[-1].card
    assert "Who is it for?" not in shown(offer)
    [button] = elements(offer, "Action.Submit")
    assert button["data"]["msteams"] == {"type": "task/fetch"}
    card = await chat.dialog(chat.teams.opens(button["data"]))
    assert "Who is it for?" in shown(card)
    assert [(ask.name, ask.text) for ask in chat.office.asked if isinstance(ask, Command)] == [
        ("checkin", "me"),
        ("checkin", "me"),
    ]


async def test_a_press_that_cannot_open_one_offers_it_too(chat: Dialogue) -> None:
    reply = await chat.send(chat.teams.execute({"action": "office.alone", "value": "7"}))
    assert "between us" not in reply.text
    [button] = elements(reply.json["value"], "Action.Submit")
    assert "between us" in shown(await chat.dialog(chat.teams.opens(button["data"])))


async def test_where_and_in_which_zone_somebody_is(chat: Dialogue) -> None:
    entities = chat.teams.activity("message")["entities"]
    group = {"id": "19:group@thread.v2;messageid=7", "conversationType": "channel", "isGroup": True}
    await chat.send(chat.teams.targeted("checkin", conversation=group, entities=entities))
    ask = chat.office.asked[-1]
    assert isinstance(ask, Command)
    assert (ask.where, ask.person.zone) == ("19:group@thread.v2", "America/New_York")
