"""Forms in Slack: how they open, what they send, and what goes wrong with them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from bot.core.chat import Command, Person, Press, Submit
from bot.core.people import Preferences
from tests.fakes.slack import FakeSlack, Fault, View, button, select, words
from tests.fakes.slack_user import SlackUser, inputs
from tests.slack.workshop import Workshop

SORRY = "That didn't work on our side"


async def opened(maria: SlackUser, slack: FakeSlack) -> View:
    """Returns the workshop's form as it opened after a command."""
    assert await maria.types("form") == {}
    return await slack.view()


def submits(workshop: Workshop) -> list[Submit]:
    """Returns what the workshop was sent."""
    return [ask for ask in workshop.asks if isinstance(ask, Submit)]


async def test_a_command_opens_a_form(maria: SlackUser, slack: FakeSlack) -> None:
    view = (await opened(maria, slack)).body
    assert (view["callback_id"], view["private_metadata"]) == ("shop.ask", "step 1")
    assert view["title"]["text"] == "Tell me more about it…"
    assert (view["submit"]["text"], view["close"]["text"]) == ("Send", "Cancel")
    assert "Hi" in words(view)


async def test_a_button_and_a_shortcut_open_it_too(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.presses(button(await maria.types("x"), "Form"))
    assert (await slack.view()).body["callback_id"] == "shop.ask"
    await maria.uses("calm_ask")
    assert (await slack.view()).body["callback_id"] == "shop.ask"


async def test_what_was_filled_in_arrives_by_name(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    view = await opened(maria, slack)
    answer = await maria.sends(
        view,
        what=" loud ",
        story=None,
        times="3",
        who="U7",
        channel="phone",
        days=["d1", "d6"],
        list=slack.upload("a.yml", "ñ: 1\n".encode()),
    )
    sent = submits(workshop)[0]
    assert (sent.action, sent.value, sent.person.user_id) == ("shop.ask", "step 1", "U1")
    assert dict(sent.fields) == {
        "what": (" loud ",),
        "times": ("3",),
        "who": ("U7",),
        "channel": ("phone",),
        "days": ("d1", "d6"),
        "list": ("ñ: 1\n",),
    }
    assert answer["response_action"] == "update"
    assert answer["view"]["close"]["text"] == "Close"
    assert "sent loud" in words(answer["view"])


async def test_an_option_that_stands_for_nothing_is_left_out(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    view = await opened(maria, slack)
    assert inputs(view)["channel"]["element"]["initial_option"]["text"]["text"] == "Any"
    nothing = inputs(view)["channel"]["element"]["initial_option"]["value"]
    await maria.sends(view, what="x", channel=nothing, days=[])
    assert submits(workshop)[0].fields.keys() == {"what"}


async def test_what_must_be_mended_stands_at_its_field(maria: SlackUser, slack: FakeSlack) -> None:
    answer = await maria.sends(await opened(maria, slack), what="errors")
    assert answer == {"response_action": "errors", "errors": {"what": "Say more. And this."}}


async def test_errors_of_a_form_without_fields_open_above_it(maria: SlackUser, slack: FakeSlack) -> None:
    view = await opened(maria, slack)
    bare = View(view.id, view.hash, {**view.body, "callback_id": "shop.wordless"})
    bare.body["blocks"] = bare.body["blocks"][:1]
    payload = {"values": {"what": {"a": {"type": "plain_text_input", "value": "errors"}}}}
    response = await maria.interacts({"type": "view_submission", "view": {**bare.body, "state": payload}})
    answer = await response.json()
    assert answer["response_action"] == "push"
    assert "And this." in words(answer["view"])


async def test_a_step_leads_to_the_next_and_does_not_keep_what_was_typed(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    view = await opened(maria, slack)
    before = inputs(view)["what"]["element"]["action_id"]
    await maria.sends(view, what="another")
    second = slack.views[view.id]
    assert second.body["private_metadata"] == "step 2"
    assert inputs(second)["what"]["element"]["action_id"] != before
    await maria.sends(second, what="done")
    assert [ask.value for ask in submits(workshop)] == ["step 1", "step 2"]


async def test_the_card_after_a_form_goes_on_in_place(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    view = await opened(maria, slack)
    await maria.sends(view, what="x")
    shown = slack.views[view.id]
    await maria.presses(button(shown.body, "Next"), shown)
    assert "pressed 7" in words((await slack.view("views.update")).body)
    press = workshop.asks[-1]
    assert isinstance(press, Press)
    assert press.origin == view.id
    await maria.presses(button(shown.body, "More"), slack.views[view.id])
    above = await slack.view("views.push")
    assert above.previous == view.id
    assert slack.called("response_url") == []


async def test_two_presses_in_a_hurry_show_the_first(
    maria: SlackUser, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    view = await opened(maria, slack)
    await maria.sends(view, what="x")
    shown = slack.views[view.id]
    for _ in range(2):
        await maria.presses(button(shown.body, "Next"), View(shown.id, shown.hash, shown.body))
        await slack.next("views.update")
    await asyncio.sleep(0.05)
    assert "failed" not in caplog.text


async def test_the_fourth_modal_takes_the_place_of_the_third(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.presses(button(await maria.types("x"), "Form"))
    view = await slack.view()
    await maria.sends(view, what="x")
    shown = slack.views[view.id]
    for _ in range(2):
        await maria.presses(button(shown.body, "More"), shown)
        shown = await slack.view("views.push")
    await maria.presses(button(shown.body, "Form"), shown)
    replaced = await slack.view("views.update")
    assert (replaced.id, replaced.body["callback_id"]) == (shown.id, "shop.ask")


async def test_a_form_that_opens_too_late_is_told_with_a_reference(
    maria: SlackUser, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    maria.late = True
    assert await maria.types("form") == {}
    told = await slack.answer()
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert SORRY in words(told)
    reference = re.search(r"ref ([\w-]{9})", words(told))
    assert reference
    assert reference.group(1) in caplog.text
    assert "expired_trigger_id" in caplog.text


async def test_a_shortcut_that_opens_too_late_is_told_in_the_own_chat(
    maria: SlackUser, slack: FakeSlack
) -> None:
    maria.late = True
    await maria.uses("calm_ask")
    told = await slack.next("chat.postMessage")
    assert told["channel"] == "U1"
    assert SORRY in words(told)


async def test_when_a_press_in_a_modal_breaks_the_form_below_stays(
    maria: SlackUser, slack: FakeSlack
) -> None:
    view = await opened(maria, slack)
    await maria.sends(view, what="x")
    shown = slack.views[view.id]
    await maria.presses(button(shown.body, "Fail"), shown)
    assert SORRY in words((await slack.view("views.push")).body)
    maria.late = True
    await maria.presses(button(shown.body, "Fail"), shown)
    assert SORRY in words((await slack.view("views.update")).body)


async def test_when_a_form_breaks_nothing_typed_is_lost(
    maria: SlackUser, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await maria.sends(await opened(maria, slack), what="fail")
    assert answer["response_action"] == "errors"
    assert SORRY in answer["errors"]["what"]
    assert answer["errors"]["what"].rpartition(" ")[2] in caplog.text


async def test_a_form_sent_twice_is_taken_once(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    view = await opened(maria, slack)
    as_it_was = View(view.id, view.hash, view.body)
    both = await asyncio.gather(maria.sends(as_it_was, what="x"), maria.sends(as_it_was, what="x"))
    again = await maria.sends(as_it_was, what="x")
    assert len(submits(workshop)) == 1
    assert both[0] == both[1] == again
    await maria.sends(as_it_was, what="y")
    assert len(submits(workshop)) == 2


async def test_what_had_to_be_mended_may_be_sent_again_as_it_is(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    view = await opened(maria, slack)
    for _ in range(2):
        await maria.sends(view, what="errors")
    assert len(submits(workshop)) == 2


async def test_a_form_that_nobody_knows_gets_a_friendly_card(maria: SlackUser, slack: FakeSlack) -> None:
    view = await opened(maria, slack)
    old = View(view.id, view.hash, {**view.body, "callback_id": "gone.form"})
    answer = await maria.sends(old, what="x")
    assert "earlier version" in words(answer["view"])


async def test_a_closed_form_is_no_matter(maria: SlackUser, workshop: Workshop) -> None:
    response = await maria.interacts({"type": "view_closed", "view": {"callback_id": "shop.ask"}})
    assert (response.status, workshop.asks) == (200, [])


@pytest.mark.parametrize(
    ("name", "content", "kind", "told"),
    [
        ("a.yml", b"x" * 1_000_001, "text/plain", "larger than 1 MB"),
        ("a.png", b"png", "image/png", "From Excel or Numbers"),
        ("a.yml", b"\xff\xfe\x00", "text/plain", "no text in this file"),
        ("a.txt", b"a\0b", "text/plain", "no text in this file"),
        ("a.yml", b"<html>sign in</html>", "text/html", "couldn't read"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_told_at_its_field(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, name: str, content: bytes, kind: str, told: str
) -> None:
    view = await opened(maria, slack)
    answer = await maria.sends(view, what="x", list=slack.upload(name, content, kind))
    assert told in answer["errors"]["list"]
    assert submits(workshop) == []


async def test_a_file_that_says_it_is_small_is_not_believed(maria: SlackUser, slack: FakeSlack) -> None:
    file = slack.upload("a.yml", b"x" * 3_000_000, size=10)
    answer = await maria.sends(await opened(maria, slack), what="x", list=file)
    assert "larger than 1 MB" in answer["errors"]["list"]


async def test_the_token_goes_to_slack_only(maria: SlackUser, slack: FakeSlack) -> None:
    view = await opened(maria, slack)
    stranger = FakeSlack()
    await stranger.start()
    strange = str(stranger.upload("a.yml", b"a: 1")["url_private"])
    for url in (strange, "https://files.slack.com.evil.example/a", "http://x@[::1", ""):
        file = slack.upload("a.yml", b"a: 1", url_private=url)
        answer = await maria.sends(view, what="x", list=file)
        assert "couldn't read" in answer["errors"]["list"]
    await stranger.stop()
    assert stranger.calls == []


async def test_a_file_of_a_slack_that_asks_to_sign_in_cannot_be_read(
    maria: SlackUser, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await opened(maria, slack)
    monkeypatch.setattr("tests.fakes.slack.TOKEN", "xoxb-another")
    answer = await maria.sends(view, what="x", list=slack.upload("a.yml", b"a: 1"))
    assert "couldn't read" in answer["errors"]["list"]


async def test_words_on_a_customers_message_are_for_the_agent_only(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.uses(
        "calm_words", "<@U9> see <https://x.example|my bill> &amp; <!channel> I'm &lt;b&gt;FURIOUS"
    )
    answer = await slack.answer()
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    person = Person("T1", "slack", "U1")
    assert workshop.asks == [Command(person, "calm", "see my bill & I'm <b>FURIOUS")]


async def test_a_message_without_text_gets_the_same_as_no_words(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.uses("calm_words", "")
    assert (await slack.answer())["blocks"]
    assert workshop.asks == [Command(Person("T1", "slack", "U1"), "calm", "")]


async def test_a_shortcut_that_nobody_knows_is_answered(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.uses("gone")
    assert "earlier version" in words((await slack.view()).body)
    await maria.uses("gone", "a message")
    assert (await slack.answer())["replace_original"] is False


async def test_a_form_with_too_much_to_carry_is_never_cut(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    workshop.form = replace(workshop.form, value="x" * 3001)
    assert await maria.types("form") == {}
    assert SORRY in words(await slack.answer())


async def test_a_slack_that_does_not_open_forms_is_told(maria: SlackUser, slack: FakeSlack) -> None:
    slack.fail["views.open"] = Fault(status=500)
    await maria.presses(button(await maria.types("x"), "Form"))
    assert SORRY in words(await slack.answer())


async def test_the_edges_own_words_are_in_the_language_that_was_chosen(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    view = await opened(maria, slack)
    await workshop.people.keep_preferences(Person("T1", "slack", "U1"), Preferences(language="es"))
    message = await maria.types("x")
    await maria.presses(button(message, "Fail"))
    assert "de nuestro lado" in words(await slack.answer())
    picture = slack.upload("drawing.png", b"x", filetype="png")
    assert "Leo archivos .csv" in (await maria.sends(view, what="x", list=picture))["errors"]["list"]
    assert "de nuestro lado" in (await maria.sends(view, what="fail"))["errors"]["what"]


async def test_people_channels_days_and_times_are_picked(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    view = await opened(maria, slack)
    shown = {name: block["element"] for name, block in inputs(view).items()}
    assert shown["all"]["initial_users"] == ["U1", "U2"]
    assert shown["room"]["initial_conversation"] == "C1"
    assert (shown["day"]["initial_date"], shown["hour"]["initial_time"]) == ("2026-11-24", "09:30")
    picked = {"all": ["U3", "U4"], "room": "C2", "day": "2026-12-01", "hour": "17:05"}
    await maria.sends(view, what="x", **picked)
    found = submits(workshop)[0].fields
    assert {name: found[name] for name in picked} == {
        "all": ("U3", "U4"),
        "room": ("C2",),
        "day": ("2026-12-01",),
        "hour": ("17:05",),
    }


async def test_what_belongs_into_a_dialog_opens_as_one(maria: SlackUser, slack: FakeSlack) -> None:
    assert await maria.types("dialog") == {}
    assert "only here" in words((await slack.view()).body)
    assert "only here" not in str(slack.called("response_url"))


async def test_a_select_in_which_nothing_is_chosen_changes_nothing(
    agent: SlackUser, slack: FakeSlack
) -> None:
    message = await agent.types("yelling")
    chosen = {**select(message, "Channel"), "options": [None]}  # as Slack sends it when clicked again
    assert (await agent.presses(chosen)).status == 200
    await agent.presses(button(message, "More phrases"))
    assert "More" in str(await slack.answer())  # nothing came before it
    assert len(slack.called("response_url")) == 1


async def test_in_a_chat_it_is_one_press_away(maria: SlackUser, slack: FakeSlack, workshop: Workshop) -> None:
    await maria.does("message", channel="D1", channel_type="im", ts="1.1", text="dialog please")
    offer = await slack.next("chat.postMessage")
    assert "only here" not in str(offer)
    await maria.presses(button(offer, "Open"))
    assert "only here" in words((await slack.view()).body)


async def test_after_a_restart_they_are_too(maria: SlackUser, slack: FakeSlack, workshop: Workshop) -> None:
    view = await opened(maria, slack)
    await workshop.people.keep_preferences(Person("T1", "slack", "U1"), Preferences(language="es"))
    picture = slack.upload("drawing.png", b"x", filetype="png")
    assert "Leo archivos .csv" in (await maria.sends(view, what="x", list=picture))["errors"]["list"]
