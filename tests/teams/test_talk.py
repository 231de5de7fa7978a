"""What people type, and what they hear."""

from __future__ import annotations

import pytest

from bot.core.chat import Command, Role
from tests.fakes.teams import BOT, MARIA, TENANT, FakeTeams, elements
from tests.teams.dialogue import Dialogue


@pytest.mark.parametrize(
    "typed",
    [
        "/calm yelling",
        "calm yelling",
        "calma yelling",
        "Calm: yelling",
        "  CALM   yelling ",
        "yelling",
        "/yelling",
        "calm\N{NO-BREAK SPACE}yelling",
        "\N{RIGHT-TO-LEFT MARK}/calm yelling\N{LEFT-TO-RIGHT MARK}",
        "ca\N{ZERO WIDTH SPACE}lm yelling\N{ZERO WIDTH NO-BREAK SPACE}",
        "<at>Calma</at> yelling",
    ],
)
async def test_a_command_is_heard_however_it_is_typed(chat: Dialogue, typed: str) -> None:
    assert "asked “yelling”" in await chat.say(typed)
    [ask] = chat.shelf.asked
    assert isinstance(ask, Command)
    assert (ask.name, ask.text) == ("calm", "yelling")


async def test_entities_are_undone_once(chat: Dialogue) -> None:
    await chat.say("calm R&amp;D &amp;lt; &lt;3 AT&notes 😡")
    assert chat.shelf.asked[0] == Command(chat.shelf.asked[0].person, "calm", "R&D &lt; <3 AT&notes 😡")


async def test_the_asker_is_known_by_tenant_and_directory_id(chat: Dialogue) -> None:
    await chat.say("calm yelling", locale="es-MX")
    person = chat.shelf.asked[0].person
    assert (person.tenant, person.platform, person.user_id) == (TENANT, "teams", "aad-maria")
    assert person.language == "es"


@pytest.mark.parametrize(("locale", "words"), [("en-US", "who you are"), ("es-MX", "quién es usted")])
async def test_without_a_directory_id_nobody_is_known(chat: Dialogue, locale: str, words: str) -> None:
    heard = await chat.say("calm yelling", **{"from": {"id": MARIA}}, locale=locale)
    assert words in heard
    assert (chat.shelf.asked, list(chat.references.kept)) == ([], [(TENANT, "")])


async def test_an_agent_is_an_agent_and_a_named_manager_an_admin(teams: FakeTeams) -> None:
    chat = Dialogue(teams, managers=frozenset({"AAD-Ana", ""}))
    await chat.start()
    for sender in ({"id": MARIA, "aadObjectId": "aad-maria"}, {"id": "aad-ana", "aadObjectId": "aad-luis"}):
        await chat.say("calm x", **{"from": sender})
    await chat.say("calm x", **{"from": {"id": "29:ana", "aadObjectId": "aad-ana"}})
    roles = [ask.person.role for ask in chat.shelf.asked]
    assert roles == [Role.AGENT, Role.AGENT, Role.ADMIN]
    await chat.close()


async def test_a_language_that_is_not_spoken_falls_back_to_english(chat: Dialogue) -> None:
    await chat.say("calm yelling", locale="fr-FR", entities=None)
    assert chat.shelf.asked[0].person.language == "en"


async def test_without_a_locale_the_clients_own_counts(chat: Dialogue) -> None:
    await chat.say("gritos", locale=None, entities=[{"type": "clientInfo", "locale": "es-ES"}])
    assert chat.shelf.asked[0].person.language == "es"


async def test_a_mention_of_the_bot_goes_and_anothers_stays_as_words(
    chat: Dialogue, teams: FakeTeams
) -> None:
    ana = {"type": "mention", "text": "<at>Ana</at>", "mentioned": {"id": "29:ana", "name": "Ana"}}
    bot = teams.mention("")["entities"][0]
    await chat.say("<at>Calma</at>&nbsp;calm <at>Ana</at> is shouting", entities=[bot, ana])
    ask = chat.shelf.asked[0]
    assert isinstance(ask, Command)
    assert ask.text == "Ana is shouting"


@pytest.mark.parametrize(
    "typed", ["Hi", "hello", "Hola", "¡Hola!", "Buenas", "Buenos días", "buenos dias 👋"]
)
async def test_a_greeting_is_greeted(chat: Dialogue, typed: str) -> None:
    assert "Hi, I'm Calma" in await chat.say(typed)


@pytest.mark.parametrize(
    "typed", ["Help", "Ayuda", "/help", "/ayuda", "calm help", "calma ayuda", "help?", "?"]
)
async def test_help_is_given(chat: Dialogue, typed: str) -> None:
    assert "How Calma helps" in await chat.say(typed)


async def test_spanish_teams_speaks_spanish(chat: Dialogue) -> None:
    assert "Hola, soy Calma" in await chat.say("hola", locale="es-ES")
    assert "Cómo ayuda Calma" in await chat.say("ayuda", locale="es-ES")
    await chat.say("calma gritos", locale="es-ES")
    assert "Ver" in chat.heard  # the button beside the select
    assert chat.teams.calls[-1].card["lang"] == "es"


async def test_what_was_typed_is_shown_inert(chat: Dialogue) -> None:
    typed = "**bold** [click](https://evil.example) &lt;at&gt;all&lt;/at&gt; _x_"
    await chat.say(f"calm {typed}")
    card = chat.teams.calls[-1].card
    quoted = [run["text"] for run in elements(card, "TextRun") if "evil" in run["text"]]
    assert quoted == ["You wrote: “**bold** [click](https://evil.example) <at>all</at> _x_”"]


async def test_an_answer_is_a_card_with_a_summary_and_a_token(chat: Dialogue) -> None:
    message = chat.teams.message("calm yelling")
    await chat.send(message)
    [call] = chat.teams.calls
    assert call.method == "POST"
    assert (call.conversation, call.activity_id) == ("a:chat", message["id"])
    assert call.body["type"] == "message"
    assert call.body["summary"] == "asked “yelling”"
    assert call.body["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert call.authorization == "Bearer botframework.com-1"
    assert call.query == {}


async def test_the_token_is_fetched_once(chat: Dialogue) -> None:
    for _ in range(3):
        await chat.say("calm yelling")
    assert chat.teams.tokens_given == 1


async def test_a_very_long_text_is_cut_before_it_is_looked_up(chat: Dialogue) -> None:
    await chat.say("calm " + "shouting " * 50_000)
    ask = chat.shelf.asked[0]
    assert isinstance(ask, Command)
    assert len(ask.text) <= 48_000


@pytest.mark.parametrize("text", ["", "   ", "\N{ZERO WIDTH SPACE}", None, 7, ["calm"]])
async def test_silence_gets_no_answer(chat: Dialogue, text: object) -> None:
    reply = await chat.send(chat.teams.activity("message", text=text))
    assert (reply.status, chat.teams.calls) == (200, [])


async def test_a_picture_without_words_gets_a_word(chat: Dialogue) -> None:
    picture = [{"contentType": "image/*", "contentUrl": "https://x.example/1"}, {"contentType": "text/html"}]
    assert "only read words" in await chat.say("", attachments=picture)
    assert "Solo puedo leer palabras" in await chat.say("", attachments=picture, locale="es-MX")
    assert "asked “yelling”" in await chat.say("calm yelling", attachments=picture)


async def test_what_was_changed_is_answered_as_it_stands_now(chat: Dialogue) -> None:
    edited = {"tenant": {"id": TENANT}, "eventType": "editMessage"}
    assert "asked “yelling”" in await chat.say("calm yelling", type="messageUpdate", channelData=edited)
    undone = {**edited, "eventType": "undeleteMessage"}
    await chat.send(chat.teams.activity("messageUpdate", text="calm yelling", channelData=undone))
    reaction = chat.teams.activity("messageReaction", reactionsAdded=[{"type": "like"}])
    assert (await chat.send(reaction)).status == 200
    assert len(chat.teams.calls) == 1


@pytest.mark.parametrize("sender", [{"id": "28:other", "role": "bot"}, {"id": BOT}])
async def test_a_bot_gets_no_answer(chat: Dialogue, sender: dict[str, str]) -> None:
    activity = chat.teams.message("hello", **{"from": sender})
    assert (await chat.send(activity)).status == 200
    assert chat.teams.calls == []


async def test_when_something_breaks_the_person_is_told_what_to_do(chat: Dialogue) -> None:
    heard = await chat.say("calm break")
    assert "Please try again in a moment." in heard
    assert "7F3K-22QA" in heard
    assert "shelf fell down" not in heard
    assert str(chat.errors[0]) == "the shelf fell down"


async def test_and_in_spanish(chat: Dialogue) -> None:
    assert "Intente de nuevo" in await chat.say("calma break", locale="es")
