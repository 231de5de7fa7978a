"""How a team's Spanish speaks: chosen by a manager, seen by everybody wherever a phrase is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.chat import Role
from bot.core.phrasebook import Phrase
from bot.core.speech import SPAIN, Speech
from bot.features.team.model import Edit, EntryKind, OwnPhrase
from bot.features.team.ports import UnreadableFile
from tests.harness import Harness
from tests.team.actor import PHRASE, Member

USTED, TU, VOS, SPAINS = (
    "Ya miro su caso en el celular.",
    "Ya miro tu caso.",
    "Ya miro tu caso, vos seguí.",
    "Ya miro su caso en el móvil.",
)


async def written(manager: Member, **shape: object) -> None:
    """Gives the team an own phrase with all forms, as an import would."""
    phrase = Phrase(
        "own-form",
        {"en": "I look at it now.", "es": USTED},
        {"en": "Calmly", "es": "Con calma"},
        channels=("chat", "whatsapp"),
        forms={"tu": TU, "vos": VOS, SPAIN: SPAINS},
        own=True,
    )
    content = OwnPhrase("yelling", replace(phrase, **shape))  # type: ignore[arg-type]
    store = manager.app.stores.team
    await store.write_entries(
        manager.tenant, [Edit(EntryKind.PHRASE, "own-form", content)], "marta", manager.app.now
    )
    manager.app.calma.finders.changed(manager.tenant)
    await manager.app.settled()


async def speaks(manager: Member, **chosen: str) -> None:
    """Chooses how the team speaks."""
    await manager.at("Cómo hablamos" if manager.person.language == "es" else "How we speak")
    await manager.opens("Cambiar" if manager.person.language == "es" else "Change")
    await manager.sends(**chosen)
    assert not manager.errors
    await manager.app.settled()


async def test_what_is_chosen_is_shown_as_it_is_stored(manager: Member) -> None:
    await manager.at("How we speak")
    assert "**Usted:** Phone, Chat, Email, WhatsApp, Social media, In person" in manager.texts
    await speaks(manager, form_chat="tu", form_whatsapp="vos", words="spain", country="MX", days="30")
    assert manager.title == "How we speak"
    assert {"**Tú:** Chat", "**Vos:** WhatsApp", "**Words:** Spain's (móvil, ordenador)"} <= set(
        manager.texts
    )
    assert "Each phrase is looked at again after 30 days." in manager.texts
    form = await manager.opens("Change")
    chosen = {f.name: f.selected for f in form.fields if hasattr(f, "selected")}
    assert (chosen["form_chat"], chosen["form_phone"], chosen["country"]) == (("tu",), ("usted",), ("MX",))


async def test_the_change_log_tells_it_without_marks(manager: Member) -> None:
    await speaks(manager, form_chat="tu")
    await manager.at("Changes")
    assert "Tú: Chat" in manager.text
    assert "**" not in manager.text


@pytest.mark.parametrize(
    ("chosen", "channel", "shown"),
    [
        ({}, "#chat", USTED),
        ({"form_chat": "tu"}, "#chat", TU),
        ({"form_chat": "vos"}, "#chat", VOS),
        ({"form_chat": "tu"}, "#whatsapp", USTED),
        ({"form_whatsapp": "vos"}, "#whatsapp", VOS),
        ({"words": "spain"}, "#chat", SPAINS),
        ({"words": "spain", "form_chat": "tu"}, "#chat", TU),
    ],
)
async def test_an_agent_reads_the_form_of_the_channel(
    manager: Member, chosen: dict[str, str], channel: str, shown: str
) -> None:
    await written(manager)
    await speaks(manager, **chosen)
    agent = manager.colleague(Role.AGENT, "es")
    await agent.types(f"me está gritando {channel}")
    assert agent.wordings[0] == shown
    assert agent.phrases[0].lines[1].text == "I look at it now."
    assert "con usted" not in agent.phrases[0].cue


async def test_words_without_the_form_say_that_they_are_with_usted(manager: Member) -> None:
    await written(manager, forms={})
    await speaks(manager, form_chat="tu")
    agent = manager.colleague(Role.AGENT, "es")
    await agent.types("me está gritando #chat")
    assert agent.wordings[0] == USTED
    assert agent.phrases[0].cue.endswith("con usted")
    reader = manager.colleague(Role.AGENT, "en")
    await reader.types("yelling #chat")
    assert reader.phrases[0].cue.endswith("usted")
    await reader.types("yelling #phone")
    assert not any("usted" in phrase.cue for phrase in reader.phrases)


async def test_saved_phrases_and_the_search_speak_so_too(manager: Member) -> None:
    await written(manager)
    await speaks(manager, form_chat="vos")
    agent = manager.colleague(Role.AGENT, "es")
    await agent.types("me está gritando #chat")
    assert any(VOS in option for option in agent.options("Guardar"))
    await agent.chooses(agent.options("Guardar")[0], of="Guardar")
    await agent.types("mías")
    assert VOS in agent.wordings
    assert VOS in [suggestion.text for suggestion in await agent.searches("")]
    assert VOS in [suggestion.text for suggestion in await agent.searches("me está gritando #chat")]


async def test_another_team_and_a_stranger_keep_usted(manager: Member) -> None:
    await speaks(manager, form_chat="tu")
    other = Member(manager.app)
    await other.at("How we speak")
    assert not any("Tú" in text for text in other.texts[1:])


async def test_a_choice_made_meanwhile_is_not_written_over(manager: Member) -> None:
    await manager.at("How we speak")
    await manager.opens("Change")
    await speaks(manager.colleague(), form_chat="tu")
    await manager.sends(form_chat="vos")
    assert "form_phone" in manager.errors


async def test_only_managers_choose(manager: Member) -> None:
    agent = manager.colleague(Role.AGENT)
    reply = await agent.forces("team.speech", "")
    assert reply.card.summary != "How we speak"


async def test_own_forms_are_written_in_the_form_and_held_against_the_rules(manager: Member) -> None:
    await manager.at("Phrases")
    await manager.opens("Add a phrase")
    await manager.sends(**{**PHRASE, "forms_tu": "Estoy de tu lado y empiezo ya."})
    assert "other placeholders" in manager.errors["forms_tu"]
    tu = "Estoy de tu lado y empiezo ya con {order}."
    await manager.sends(**{**PHRASE, "forms_tu": tu})
    await manager.opens("Edit")
    assert {f.name: f.value for f in manager.form.fields if hasattr(f, "value")}["forms_tu"] == tu  # type: ignore[union-attr]


async def test_a_form_without_its_spanish_is_told_where_the_spanish_belongs(manager: Member) -> None:
    await manager.at("Phrases")
    await manager.opens("Add a phrase")
    await manager.sends(**{**PHRASE, "text_es": "", "cue_es": "", "forms_tu": "Empiezo ya con {order}."})
    assert manager.errors == {"text_es": "Please fix this: Spanish is missing."}


async def test_what_the_form_has_no_field_for_stays_when_it_is_edited(manager: Member) -> None:
    await written(manager, countries=("MX",))
    await manager.at("Phrases")
    await manager.opens("Edit")
    await manager.sends(channels=("chat",))
    entry = await manager.app.stores.team.find_entry(manager.tenant, EntryKind.PHRASE, "own-form")
    assert entry
    assert isinstance(entry.content, OwnPhrase)
    assert entry.content.phrase.countries == ("MX",)
    assert entry.content.phrase.forms == {"tu": TU, "vos": VOS, SPAIN: SPAINS}
    await manager.opens("Edit")
    await manager.sends(text_es="Ahora mismo lo miro.")
    entry = await manager.app.stores.team.find_entry(manager.tenant, EntryKind.PHRASE, "own-form")
    assert entry
    assert isinstance(entry.content, OwnPhrase)
    assert SPAIN not in entry.content.phrase.forms


async def test_forms_countries_and_owner_travel_in_both_files(manager: Member, app: Harness) -> None:
    from bot.content.own import LateExchange

    await written(manager, countries=("MX", "CO"), owner="Retention team")
    [entry] = await app.stores.team.find_entries(manager.tenant, EntryKind.PHRASE)
    exchange, book = LateExchange(), app.book
    table = exchange.write_table([entry.content], book, "es").encode()
    for data, name in ((exchange.write([entry.content]).encode(), "x.yml"), (table, "x.csv")):
        assert list(exchange.read(data, name, book)) == [entry.content]


@pytest.mark.parametrize(
    ("written", "codes", "code"),
    [
        ("US; mx", ("US", "MX"), ""),
        ("México", ("MX",), ""),
        ("Mexico, United States", ("MX", "US"), ""),
        ("Atlantis", (), "no_country"),
    ],
)
def test_a_table_names_countries_as_people_do(
    app: Harness, written: str, codes: tuple[str, ...], code: str
) -> None:
    table = f'situation,text_en,cue_en,countries\nyelling,"I look at it now.",Calm,"{written}"\n'
    assert read_file(table, "x.csv", app) == (codes or [("countries", code)])


def test_a_file_says_what_a_date_looks_like_and_where_its_spanish_is_missing(app: Harness) -> None:
    entry = "- {text: {en: I look at it now.}, cue: {en: Calm}, review_after: soon}"
    assert read_file(f"id: yelling\nphrases:\n{entry}\n", "x.yml", app) == [
        ("phrases[0].review_after", "no_date")
    ]
    table = 'situation,text_en,cue_en,form_tu\nyelling,"I look at it now.",Calm,Ya lo miro.\n'
    assert read_file(table, "x.csv", app) == [("form_tu", "no_language")]


def read_file(text: str, name: str, app: Harness) -> object:
    """Returns the countries of the phrase in a file, or its faults by place and code."""
    from bot.content.own import LateExchange

    try:
        [content] = LateExchange().read(text.encode(), name, app.book)
    except UnreadableFile as unreadable:
        return [(fault.place, fault.code) for fault in unreadable.faults]
    assert isinstance(content, OwnPhrase)
    return content.phrase.countries


@pytest.mark.parametrize(
    ("country", "mark", "page"),
    [("none", "United States law", 0), ("MX", "United States law", 1), ("US", "", 0)],
)
async def test_words_for_another_countrys_law_say_so_and_stand_behind_more(
    manager: Member, country: str, mark: str, page: int
) -> None:
    await written(manager, countries=("US",))
    await speaks(manager, country=country)
    agent = manager.colleague(Role.AGENT)
    await agent.types("yelling #whatsapp")
    seen = agent.wordings
    while "I look at it now." not in agent.wordings:
        await agent.presses("More phrases")
        assert agent.wordings != seen
    own = next(phrase for phrase in agent.phrases if phrase.lines[0].text == "I look at it now.")
    assert mark in own.cue
    assert bool(mark) or "law" not in own.cue
    if page == 0 and country == "US":
        assert seen == agent.wordings


def test_a_form_that_is_not_written_leaves_usted() -> None:
    text = {"en": "x", "es": USTED}
    speech = Speech({"chat": "tu"}, spain=True)
    assert speech.spoken(text, {}, "chat") == text
    assert speech.lacks(text, {}, "chat")
    assert not speech.lacks(text, {}, "email")
    assert not speech.lacks({"en": "x"}, {}, "chat")
    assert speech.spoken({"en": "x"}, {"tu": TU}, "chat") == {"en": "x"}
