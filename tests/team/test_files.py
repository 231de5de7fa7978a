"""Files as managers' programs write them: read as they are meant, or refused with what to do."""

from __future__ import annotations

import csv
import io

import pytest

from bot.content.exchange import YamlExchange
from bot.core import card as c
from bot.core.encodings import UnreadableText, decoded
from bot.features.team.model import Content, OwnItem, OwnPhrase, OwnTrigger
from bot.features.team.ports import UnreadableFile
from tests.harness import Harness
from tests.team.actor import Member

YAML = """\
id: yelling
triggers:
  en: [zorble flux]
phrases:
  - text: {en: "The toner is on its way — don’t wait.", es: "¿El tóner? Ya va en camino, señor Ñandú."}
    cue: {en: Slowly, es: Despacio}
"""
SPANISH = (
    'id: yelling\nphrases:\n  - text: {es: "El tóner ya va en camino, mañana."}\n    cue: {es: Despacio}\n'
)
TABLE = (
    "Situation,Words to say (English),Words to say (Spanish),How to deliver it (English),"
    "How to deliver it (Spanish),Channels,Needs approval\n"
    'Yelling,"The toner, it is on its way.",El tóner ya va en camino.,Slowly,Despacio,"phone, chat",yes\n'
)


def read(app: Harness, data: bytes | str) -> list[Content]:
    data = data.encode() if isinstance(data, str) else data
    return list(YamlExchange().read(data, "file", app.book))


def phrase(app: Harness, data: bytes | str) -> OwnPhrase:
    [found] = [content for content in read(app, data) if isinstance(content, OwnPhrase)]
    return found


def faults(app: Harness, data: bytes | str) -> list[tuple[int, str, str]]:
    with pytest.raises(UnreadableFile) as refused:
        read(app, data)
    return [(fault.line, fault.place, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_file_is_read_in_whatever_encoding_it_was_saved(app: Harness, encoding: str, ends: str) -> None:
    found = phrase(app, YAML.replace("\n", ends).encode(encoding))
    assert found.phrase.text["es"] == "¿El tóner? Ya va en camino, señor Ñandú."
    assert found.phrase.text["en"] == "The toner is on its way — don’t wait."


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("text", ["Está", "año", "¿Sí? ¡Mañana después!", "ÁREA É Ñ", "aquí y allí, días"])
def test_a_table_of_letters_is_told_by_what_makes_sense(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04\x14\x00\x06", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1", "workbook"),
        (b"%PDF-1.7", "no_text"),
        (b"{\\rtf1\\ansi", "no_text"),
        (b"\x89PNG\r\n", "no_text"),
        (b"a\0b", "no_text"),
        (b"\xff\xfe\x00", "no_text"),
        (bytes(range(128, 256)) * 4, "encoding"),
    ],
)
def test_what_is_no_text_is_told_with_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableText) as refused:
        decoded(data)
    assert refused.value.words == f"lint.{code}"


def test_letters_that_were_lost_or_garbled_are_told_by_their_line(app: Harness) -> None:
    assert faults(app, YAML.encode().decode("cp1252", "replace"))[0][2] in {"lost", "garbled"}
    assert faults(app, SPANISH.replace("ñ", "Ã±")) == [(3, "", "garbled")]
    assert faults(app, SPANISH.replace("ñ", "\ufffd")) == [(3, "", "lost")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  ", "\t"),
        ("  ", "\u00a0\u00a0"),
        ('"', "'"),
        ("es: ", "es:\u00a0"),
        ("id: yelling", "id: Gritos"),
        ("id: yelling", "\u200bid: Yelling"),
    ],
)
def test_what_programs_do_to_spaces_and_names_is_undone(app: Harness, old: str, new: str) -> None:
    found = phrase(app, SPANISH.replace(old, new))
    assert found.situation == "yelling"
    assert found.phrase.text == {"es": "El tóner ya va en camino, mañana."}


@pytest.mark.parametrize(("first", "last"), ["“”", "””", "„“", "«»", "‘’"])
def test_curly_quotes_hold_a_text_together_too(app: Harness, first: str, last: str) -> None:
    text = f"id: {first}yelling{last}\ntriggers: {{en: [{first}zorble, flux{last}]}}\nphrases:\n"
    text += f"  - text: {{en: {first}The toner, soon.{last}, es: {first}El tóner: pronto.{last}}}\n"
    text += f"    cue:\n      en: {first}Slowly{last}\n      es: {first}Despacio{last}\n"
    trigger, found = read(app, text)
    assert trigger == OwnTrigger("yelling", "en", "zorble, flux")
    assert isinstance(found, OwnPhrase)
    assert found.phrase.text == {"en": "The toner, soon.", "es": "El tóner: pronto."}
    assert found.phrase.cue == {"en": "Slowly", "es": "Despacio"}


def test_quotes_within_a_text_stay(app: Harness) -> None:
    text = SPANISH.replace("El tóner ya", "El “tóner”, ya")
    assert phrase(app, text).phrase.text == {"es": "El “tóner”, ya va en camino, mañana."}


@pytest.mark.parametrize(
    ("trigger", "code"),
    [
        *(
            (word, "in_quotes")
            for word in ("no", "yes", "on", "off", "true", "NULL", "~", "12:30", "7", "1.5")
        ),
        *((word, "in_quotes") for word in ("2026-11-29", "0x1F", "1_000", ".5", "=", "<<", "say: it")),
        ("say #5 to me", "remark"),
        ("“zorble flux", "curly"),
        ("@zorble", "needs_quotes"),
        ("*zorble*", "needs_quotes"),
    ],
)
def test_what_yaml_takes_for_something_else_has_to_be_in_quotes(
    app: Harness, trigger: str, code: str
) -> None:
    text = f"id: yelling\ntriggers:\n  en:\n    - zorble one\n    - {trigger}\n"
    [(line, _, found)] = faults(app, text)
    assert (line, found) == (5, code)
    quoted = f"id: yelling\ntriggers:\n  en:\n    - '{trigger}x{trigger}'\n"
    assert read(app, quoted) == [OwnTrigger("yelling", "en", f"{trigger}x{trigger}")]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("id: yelling\ntriggers:\n  no: [zorble]\n", 3, "other_language"),
        ("id: yelling\ntriggers:\n  en:\n   - zorble\n  \tes:\n", 5, "tab"),
        ("id:yelling\ntriggers:\n  en: [zorble]\n", 1, "no_space"),
        ("id yelling\ntriggers:\n  en: [zorble]\n", 1, "no_colon"),
        ("id: yelling\nphrases:\n  - text:\n      en: Now: we start.\n", 4, "colon"),
        ("id: yelling\nphrases:\n  - text: {en: Hello, you, es: Hola}\n", 3, "comma"),
        ('id: yelling\nphrases:\n  - text:\n      en: "Hello\n      es: Hola\n', 4, "open_quote"),
        ('id: yelling\nphrases:\n  - text:\n      en: "Hello”\n      es: Hola\n', 4, "curly"),
        ('id: yelling\nphrases:\n  - text:\n      en: "Say "hello" now"\n', 4, "within_quotes"),
        ('id: yelling\nphrases:\n  - text:\n      en: "C:\\Docs"\n', 4, "escape"),
        ("id: yelling\ntriggers:\n  en: [zorble\nphrases: []\n", 3, "bracket"),
        ("id: yelling\ntriggers:\n  en: [zorble]\n es: [x]\n", 4, "indent"),
        ("id: yelling\nphrases:\n  - text: {en: }\n    cue: {en: Slowly}\n", 3, "no_value"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_at_its_line(app: Harness, text: str, line: int, code: str) -> None:
    assert faults(app, text)[0][::2] == (line, code)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_a_table_is_read_however_it_is_saved(app: Harness, delimiter: str, encoding: str) -> None:
    rows = list(csv.reader(io.StringIO(TABLE)))
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    found = phrase(app, text.getvalue().encode(encoding))
    assert found.phrase.text == {"en": "The toner, it is on its way.", "es": "El tóner ya va en camino."}
    assert (found.situation, found.phrase.channels) == ("yelling", ("phone", "chat"))
    assert found.phrase.tags == ("needs-approval",)
    assert found.phrase.id.startswith("own-")


def test_columns_come_in_any_order_in_either_language_with_empty_rows(app: Harness) -> None:
    text = (
        "\nsep=;\n;;\nCanales;CÓMO DECIRLO (español);Palabras (Español);situacion\n;;;\n"
        'Teléfono / WhatsApp;Despacio;"El tóner\nya va.";gritos\n\n;;;\n'
    )
    found = phrase(app, text)
    assert found.phrase.text == {"es": "El tóner\nya va."}
    assert found.phrase.channels == ("phone", "whatsapp")


def test_a_row_can_hold_triggers_of_both_languages(app: Harness) -> None:
    text = "situation,trigger_es,trigger_en\nyelling,no grite más zorble,12:30\nwaiting,,no\n"
    assert read(app, text) == [
        OwnTrigger("yelling", "en", "12:30"),
        OwnTrigger("yelling", "es", "no grite más zorble"),
        OwnTrigger("waiting", "en", "no"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TABLE.replace("Channels", "Chanels"), (1, "Chanels", "column_like")),
        (TABLE.replace("Channels", "Colour of the sky"), (1, "Colour of the sky", "no_column")),
        (TABLE.replace("Channels", "Situation"), (1, "Situation", "twice")),
        (TABLE.replace("Situation,", "Channels,", 1), (1, "", "lacks_column")),
        (TABLE.replace("Yelling", "Quarreling"), (2, "Situation", "unknown_situation")),
        (TABLE.replace("Yelling", ""), (2, "Situation", "no_cell")),
        (TABLE.replace("yes", "perhaps"), (2, "Needs approval", "no_yes_cell")),
        (TABLE.replace("phone, chat", "fax"), (2, "Channels", "not_one_of")),
        (TABLE.replace("Slowly", "word " * 13), (2, "How to deliver it (English)", "cue_words")),
        (TABLE.replace("Slowly", "x" * 76), (2, "How to deliver it (English)", "too_long")),
        (TABLE.replace("Despacio", ""), (2, "How to deliver it (English)", "no_language")),
        (TABLE.replace("yes", "yes,more"), (2, "", "more_cells")),
        (TABLE.replace('way."', 'way." x'), (2, "", "table_quote")),
        (TABLE.replace("Slowly", "#NAME?"), (2, "How to deliver it (English)", "shown_error")),
        (TABLE.replace("El tóner", "Cálmese y el tóner"), (2, "Words to say (Spanish)", "banned")),
        (TABLE + TABLE.split("\n", 1)[1], (3, "Number of the entry", "id_taken")),
        (TABLE.split("\n", 1)[0], (2, "", "no_rows")),
        ("Our phrases,,\nSituation,x,y\n", (1, "Our phrases", "no_column")),
    ],
)
def test_what_is_wrong_in_a_table_is_told_by_row_and_column(
    app: Harness, text: str, told: tuple[int, str, str]
) -> None:
    assert told in faults(app, text)


def test_what_looks_like_a_formula_is_a_text(app: Harness) -> None:
    text = "situation,trigger_en\nyelling,=zorble flux\nyelling,'+zorble two\nyelling,@zorble three\n"
    texts = ["=zorble flux", "+zorble two", "@zorble three"]
    triggers = read(app, text)
    assert triggers == [OwnTrigger("yelling", "en", text) for text in texts]
    table = YamlExchange().write_table(triggers, app.book, "en")
    assert [line.split(",")[1][:2] for line in table.splitlines()[1:]] == ["'=", "'+", "'@"]
    assert read(app, table) == triggers


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_written_as_a_table_is_read_as_it_was(app: Harness, language: str) -> None:
    item = next(
        item for item in app.book.quiz.values() if item.situation and "“" in item.options[0].text["en"]
    )
    shipped = next(iter(app.book.situations.values())).phrases[0]
    text = YamlExchange().write_table(
        [OwnPhrase("waiting", shipped), OwnTrigger("waiting", "es", "zorble; más"), OwnItem(item)],
        app.book,
        language,
    )
    for name, new in (
        (item.id, "own-item"),
        (shipped.id, "own-phrase"),
        (item.stem["en"], "Zorble, or not?"),
    ):
        text = text.replace(name, new)
    text = text.replace(item.stem["es"], "¿Zorble o no?")
    found = read(app, text)
    [asked] = [content.item for content in found if isinstance(content, OwnItem)]
    [phrase] = [content.phrase for content in found if isinstance(content, OwnPhrase)]
    assert [(o.text, o.why, o.best) for o in asked.options] == [(o.text, o.why, o.best) for o in item.options]
    assert (asked.difficulty, asked.channels, asked.method) == (item.difficulty, item.channels, item.method)
    assert (phrase.text, phrase.cue, phrase.channels) == (shipped.text, shipped.cue, shipped.channels)
    assert OwnTrigger("waiting", "es", "zorble; más") in found


async def test_the_same_table_twice_changes_nothing_and_a_second_language_is_added(manager: Member) -> None:
    one = "Situación;Palabras (español);Cómo decirlo (español)\nGritos;Ya va el zorble.;Despacio\n"
    both = (
        "situation,text_es,cue_es,text_en,cue_en\n"
        "yelling,Ya va el zorble.,Despacio,The zorble is on its way.,Slowly\n"
    )
    for text, changes in ((one, 1), (one, 0), (both, 1)):
        await manager.at("Phrases")
        await manager.opens("Import")
        assert await manager.sends(file=text), manager.errors
        assert f"Changes: {changes}." in manager.text
    [entry] = (await manager.app.stores.team.find_content(manager.tenant)).entries
    assert isinstance(entry.content, OwnPhrase)
    assert entry.content.phrase.text["en"] == "The zorble is on its way."


async def test_faults_of_a_table_are_told_in_the_readers_language(manager: Member) -> None:
    luz = manager.colleague(language="es")
    await luz.at("Frases")
    await luz.opens("Importar")
    text = "Situación;Palabras (español);Cómo decirlo (español)\nGritar;Ya va.;Despacio\n"
    assert await luz.sends(file=text) == ""
    assert luz.errors["file"].startswith("Línea 2, Situación: no existe esa situación")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("part", [0, 1, 2])
async def test_a_template_can_be_copied_and_taken_in_as_it_is(
    manager: Member, language: str, part: int
) -> None:
    lead = manager.colleague(language=language)
    label = {
        "en": ("Phrases", "Triggers", "Questions"),
        "es": ("Frases", "Palabras de búsqueda", "Preguntas"),
    }
    for ending, changes in (("csv", 1 + (part > 0)), ("yml", 0)):
        await lead.at(label[language][part])
        form = await lead.opens("Template" if language == "en" else "Plantilla")
        [text] = [field.value for field in form.fields if field.name == ending and isinstance(field, c.Input)]
        assert len(text) < 3_000
        assert "own-" not in text
        assert await lead.sends() in {"Import", "Importar"}  # the template leads on to the file
        assert await lead.sends(file=text), lead.errors
        assert f" {changes}." in lead.text
