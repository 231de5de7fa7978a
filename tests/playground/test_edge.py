"""Talking to the playground: what is asked, what comes back, and what is turned away."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from bot.core.chat import Person
from bot.core.people import PeopleStore, Preferences
from bot.playground import edge
from tests.playground.conftest import Client
from tests.playground.office import Office

ASK = "/playground/ask"


def asked(ask: dict[str, Any], who: str = "ana", language: str = "en") -> dict[str, Any]:
    """Returns what the page posts."""
    return {"who": who, "language": language, "ask": ask}


def command(text: str = "", name: str = "calm") -> dict[str, Any]:
    return {"command": name, "text": text}


def press(action: str, value: str = "") -> dict[str, Any]:
    return {"action": action, "value": value, "origin": "m-1"}


def submit(fields: dict[str, Any], action: str = "office.note", value: str = "") -> dict[str, Any]:
    return {"submit": {"action": action, "value": value, "fields": fields}}


async def reply(client: Client, payload: dict[str, Any], status: int = 200) -> dict[str, Any]:
    response = await client.post(ASK, json=payload)
    assert response.status == status
    assert response.content_type == "application/json"
    found: dict[str, Any] = await response.json()
    return found


# What is asked is answered


async def test_a_command_gets_a_private_card(client: Client) -> None:
    found = await reply(client, asked(command("le está gritando")))
    assert found["how"] == "private"
    assert found["summary"] == "Heard"
    assert "le está gritando" in found["html"]
    assert "Heard by ana" in found["html"]


async def test_calma_is_calm(client: Client) -> None:
    assert (await reply(client, asked(command("gritos", "calma"))))["summary"] == "Heard"


async def test_a_press_changes_its_card(client: Client) -> None:
    found = await reply(client, asked(press("room.show", "more")))
    assert (found["how"], found["summary"]) == ("update", "Shown")
    assert "Shown: more" in found["html"]


async def test_each_platforms_card_can_be_inspected(client: Client) -> None:
    found = await reply(client, asked(command("x")))
    assert found["inspect"] == {"Block Kit": {"elements": 2}, "Adaptive Card": ["**Heard**"]}


async def test_an_unknown_command_gets_help(client: Client) -> None:
    assert "I don&#x27;t know that one" in (await reply(client, asked(command(name="drill"))))["html"]


async def test_an_unknown_button_gets_a_friendly_card(client: Client) -> None:
    assert "earlier version" in (await reply(client, asked(press("gone.since"))))["html"]


async def test_a_manager_may_do_more_than_an_agent(client: Client) -> None:
    refused = await reply(client, asked(command(name="team"), "luis"))
    assert "This is for whoever leads a team here" in refused["html"]
    assert "choose her under" in refused["html"]
    assert "Heard by marta" in (await reply(client, asked(command(name="team"), "marta")))["html"]


async def test_the_answer_is_in_the_language_that_was_chosen(client: Client) -> None:
    found = await reply(client, asked(command("ayuda"), language="es"))
    assert 'lang="es"' in found["html"]
    assert "Cómo ayuda Calma" in found["html"]


async def test_what_was_typed_comes_back_inert(client: Client) -> None:
    found = await reply(client, asked(command("<script>alert(1)</script>")))
    assert "<script" not in found["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in found["html"]


# Forms


async def test_a_press_says_on_which_card_it_was(client: Client, office: Office) -> None:
    for value in ("1", "2"):
        await reply(client, asked(press("office.again", value)))
    assert [(ask.value, ask.origin) for ask in office.pressed] == [("1", "m-1"), ("2", "m-1")]


async def test_a_press_may_open_a_form(client: Client) -> None:
    found = await reply(client, asked(press("office.open", "card-7")))
    assert found["how"] == "form"
    assert 'data-action="office.note"' in found["html"]
    assert 'data-value="card-7"' in found["html"]


async def test_a_form_is_handed_over_without_what_was_left_empty(client: Client, office: Office) -> None:
    await reply(
        client, asked(submit({"note": ["She *shouted*"], "ticket": [""], "days": ["mo", "fr"]}, value="7"))
    )
    (ask,) = office.taken
    assert (ask.action, ask.value, ask.person.user_id) == ("office.note", "7", "ana")
    assert ask.fields == {"note": ("She *shouted*",), "days": ("mo", "fr")}


async def test_what_is_to_be_mended_is_named_by_field(client: Client) -> None:
    found = await reply(client, asked(submit({"note": ["x"], "ticket": ["48-2"]})))
    assert found == {
        "how": "errors",
        "fields": {"ticket": "A ticket has digits only.", "gone": "And something else."},
    }


async def test_a_form_may_lead_to_the_next(client: Client) -> None:
    found = await reply(client, asked(submit({"note": ["more"], "ticket": ["48"]})))
    assert (found["how"], "One more thing" in found["html"]) == ("form", True)


@pytest.mark.parametrize(("text", "how"), [("new", "private"), ("kept", "update")])
async def test_a_form_that_is_taken_gets_a_card(client: Client, text: str, how: str) -> None:
    found = await reply(client, asked(submit({"note": [text], "to": ["sofia"]})))
    assert (found["how"], found["summary"]) == (how, "Kept")


async def test_an_unknown_form_gets_a_friendly_card(client: Client) -> None:
    assert "earlier version" in (await reply(client, asked(submit({}, action="gone.since"))))["html"]


async def test_when_a_form_fails_it_stays_open_and_says_so(
    client: Client, reported: list[BaseException]
) -> None:
    found = await reply(client, asked(submit({"note": ["break"]})))
    assert (found["how"], found["fields"]) == ("errors", {})
    assert "7F3K-22" in found["html"]
    assert [str(error) for error in reported] == ["the office is on fire"]


# What breaks is said so


async def test_when_the_room_fails_the_person_is_told_and_the_error_is_kept(
    client: Client, reported: list[BaseException]
) -> None:
    found = await reply(client, asked(press("room.break")))
    assert found["how"] == "private"
    assert found["inspect"] == {}
    assert "7F3K-22" in found["html"]
    assert "fire" not in found["html"]
    assert [str(error) for error in reported] == ["the room is on fire"]


async def test_when_a_platform_cannot_show_the_card_the_person_is_told(
    client: Client, reported: list[BaseException]
) -> None:
    found = await reply(client, asked(press("room.show", "unrenderable"), language="es"))
    assert "Algo falló de nuestro lado" in found["html"]
    assert [str(error) for error in reported] == ["too long for this platform"]


async def test_what_breaks_before_it_is_known_who_asks_is_told_too(
    client: Client, reported: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(body: bytes, languages: object) -> None:
        raise RuntimeError("read in vain")

    monkeypatch.setattr(edge, "parse", broken)
    assert "7F3K-22" in (await reply(client, asked(command())))["html"]
    assert [str(error) for error in reported] == ["read in vain"]


# What is no question is turned away kindly

BAD: dict[str, Any] = {
    "no object": [],
    "nothing": {},
    "no ask": {"who": "ana", "language": "en"},
    "somebody else": asked(command(), who="admin"),
    "nobody": asked(command()) | {"who": None},
    "a language that is not spoken": asked(command(), language="fr"),
    "no language": asked(command()) | {"language": ["en"]},
    "more than was asked for": asked(command()) | {"role": 4},
    "an ask in words": asked(command()) | {"ask": "calm"},
    "an empty ask": asked({}),
    "no text": asked({"command": "calm"}),
    "text that is none": asked({"command": "calm", "text": 7}),
    "a command without a name": asked(command(name="")),
    "a press of nothing": asked(press("")),
    "a press without value": asked({"action": "room.show", "origin": ""}),
    "a press without origin": asked({"action": "room.show", "value": ""}),
    "a value that is none": asked(press("room.show") | {"value": {}}),
    "an origin that is none": asked(press("room.show") | {"origin": 7}),
    "a form of nothing": asked(submit({}) | {"submit": {}}),
    "a form without a name": asked(submit({}, action="")),
    "a form with more": asked({"submit": submit({})["submit"] | {"who": "marta"}}),
    "a form and a press": asked(submit({}) | press("room.show")),
    "fields that are none": asked({"submit": {"action": "x", "value": "", "fields": []}}),
    "a field that is one text": asked(submit({"note": "x"})),
    "a field with a number": asked(submit({"note": [7]})),
    "a field in a field": asked(submit({"note": [["x"]]})),
    "too many fields": asked(submit({f"f{i}": [] for i in range(101)})),
    "too many options": asked(submit({"f": ["x"] * 101})),
    "a form's value that is too long": asked(submit({}, value="x" * 48_001)),
    "both at once": asked(command() | press("room.show")),
}


@pytest.mark.parametrize("payload", BAD.values(), ids=BAD.keys())
async def test_what_is_no_ask_is_not_understood(client: Client, payload: Any) -> None:
    assert "couldn't read" in (await reply(client, payload, status=400))["error"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'"calm"', b"9" * 5000])
async def test_what_is_no_json_is_not_understood(client: Client, body: bytes) -> None:
    response = await client.post(ASK, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400
    assert set(await response.json()) == {"error"}


async def test_a_text_may_be_long_but_not_endless(client: Client) -> None:
    await reply(client, asked(command("x" * 48_000)))
    assert "longer" in (await reply(client, asked(command("x" * 48_001)), status=400))["error"]
    assert "longer" in (await reply(client, asked(press("x" * 48_001)), status=400))["error"]
    await reply(client, asked(submit({"proof": ["x" * 100_000]})))
    found = await reply(client, asked(submit({"proof": ["x" * 100_001]})), status=400)
    assert "smaller file" in found["error"]


async def test_a_body_is_not_read_without_end(client: Client) -> None:
    body = BytesIO(b" " * 2_000_000)
    response = await client.post(ASK, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400
    assert "smaller file" in (await response.json())["error"]


async def test_the_refusal_is_in_the_language_that_was_chosen(client: Client) -> None:
    found = await reply(client, asked(command("x" * 48_001), language="es"), status=400)
    assert found["error"].startswith("Es más de lo que puedo leer")


async def test_a_language_that_was_chosen_in_the_settings_counts_more_than_the_pages(
    client: Client, people: PeopleStore
) -> None:
    ana = Person("playground", "playground", "ana")
    await people.keep_preferences(ana, Preferences(language="es"))
    await reply(client, asked(command()))
    found = await reply(client, asked(command("x" * 48_001)), status=400)
    assert found["error"].startswith("Es más de lo que puedo leer")
    assert "Algo falló de nuestro lado" in (await reply(client, asked(press("room.break"))))["html"]
    await people.keep_preferences(ana, Preferences())
    await reply(client, asked(command()))
    assert "longer" in (await reply(client, asked(command("x" * 48_001)), status=400))["error"]


# Where something is asked, and what only a dialog shows


async def test_a_dialog_gets_the_card_and_nothing_to_inspect(client: Client) -> None:
    ask = {**command(name="alone"), "where": "channel-support"}
    found = await reply(client, {**asked(ask), "zone": "America/Bogota"})
    assert found.keys() == {"how", "html"}
    assert found["how"] == "dialog"
    assert '<h2 id="form-title" tabindex="-1">Between us</h2>' in found["html"]
    assert "channel-support America/Bogota" in found["html"]
    assert "62 / 100" in found["html"]


@pytest.mark.parametrize(
    "payload",
    [
        asked({**command(), "where": "channel-of-nobody"}),
        {**asked(command()), "zone": 7},
        {**asked(command()), "zone": "UTC", "more": "x"},
    ],
)
async def test_what_the_page_never_sends_is_refused(client: Client, payload: dict[str, Any]) -> None:
    await reply(client, payload, 400)
