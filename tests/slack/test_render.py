"""Cards and forms within what Slack takes, whatever the coach puts into them."""

from __future__ import annotations

import pytest

from bot.core.card import (
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Divider,
    Field,
    Form,
    Heading,
    Input,
    InputKind,
    Link,
    Note,
    Option,
    PhraseBlock,
    PhraseLine,
    Plot,
    Quote,
    Select,
    Series,
    Table,
    Text,
    Tone,
)
from bot.slack import render
from bot.slack.form import errors, fields, files, modal
from bot.slack.marks import escape
from tests.fakes import blockkit

LONG = "<&>**mucho** texto " * 250
MANY = tuple(Option(f"{LONG[:300]} {i}", f"v{i}", "<hint>") for i in range(150))
EVERYTHING = (
    Heading(LONG, LONG[:500]),
    Text(LONG),
    Note(LONG),
    Quote("Said", LONG),
    PhraseBlock((PhraseLine("en", LONG), PhraseLine("es", LONG)), LONG),
    Choice("pick", LONG, MANY, "v3"),
    Buttons(tuple(Button(LONG, "press", "x" * 3_000, Tone.DANGER) for _ in range(30))),
    Divider(),
    Table((LONG, "two", ""), tuple((LONG, "", LONG) for _ in range(40))),
    Chart(LONG, tuple("abcdef"), (0, 1, 2.25, 5, 9, -1), 5),
    Plot(LONG, tuple(LONG[:i] for i in range(99)), tuple(Series(LONG, (1.0,) * 99) for _ in range(9)), LONG),
)


def card(*elements: object, language: str = "en") -> Card:
    """Returns a card of the elements."""
    return Card("A card", elements, language)  # type: ignore[arg-type]


def lines(found: Card) -> list[str]:
    """Returns the lines of a card's blocks."""
    texts = [
        block["text"]["text"] if "text" in block else block["elements"][0]["text"]
        for block in render.blocks(found)
    ]
    return "\n".join(texts).split("\n")


@pytest.mark.parametrize("element", EVERYTHING, ids=lambda element: type(element).__name__)
def test_an_element_that_is_too_large_is_cut(element: object) -> None:
    assert blockkit.message(render.message(card(element))) == []
    assert blockkit.view(render.modal(card(element), LONG)) == []


def test_a_card_that_is_too_large_is_cut_before_its_buttons() -> None:
    last = Buttons((Button("On", "go"),))
    whole = card(*EVERYTHING * 5, last)
    for blocks in (
        render.message(whole)["blocks"],
        render.modal(whole)["blocks"],
        render.home(whole)["blocks"],
    ):
        assert blocks[-1]["elements"][0]["text"]["text"] == "On"
    assert blockkit.message(render.message(whole)) == []
    assert blockkit.view(render.modal(whole)) == []
    assert blockkit.view(render.home(whole)) == []


def test_a_text_of_escapes_only_still_fits() -> None:
    assert blockkit.message(render.message(card(Text("&" * 3_000), Heading("<" * 150)))) == []


def test_a_link_leads_where_it_says_whatever_marks_its_address_looks_like() -> None:
    address = "https://calma.example/report/enter?language=en&token=_a-_b__c_&group=x_&weeks=12"
    found = card(Link("Open *all* of it", address))
    assert lines(found) == [f"<{address.replace('&', '&amp;')}|{escape('Open *all* of it')}>"]
    assert blockkit.message(render.message(found)) == []


def test_a_table_names_each_value() -> None:
    found = Table(("Group", "Drills", "Share"), (("Night", "3", "80 %"), ("**Day**", "", "9 < 10 %")))
    assert lines(card(found)) == [
        "Group",
        "*Night* · Drills: 3 · Share: 80 %",
        "*Day* · Share: 9 &lt; 10 %",
    ]


def test_a_row_longer_than_its_headings_loses_nothing() -> None:
    assert lines(card(Table(("",), (("a", "b", "c"), ("", "", ""))))) == ["*a* · b · c"]


def test_a_chart_says_its_numbers_before_it_draws_them() -> None:
    found = Chart("Mood", ("Mon", "Tue", "Wed"), (4, 2.55, 0), 5)
    assert lines(card(found)) == [
        "*Mood*",
        "Mon: *4* / 5  ▰▰▰▰▰▰▰▰▱▱",
        "Tue: *2.5* / 5  ▰▰▰▰▰▱▱▱▱▱",
        "Wed: *0* / 5  ▱▱▱▱▱▱▱▱▱▱",
    ]
    assert "Tue: *2.5* / 5" in lines(card(found, language="es"))[2]


def test_a_chart_of_what_is_not_known_exactly_has_words_in_place_of_numbers() -> None:
    found = Chart("Load", ("Mon", "Tue"), (70, 50), 100, words=("55 or more", ""))
    assert lines(card(found)) == [
        "*Load*",
        "Mon: *55 or more*  ▰▰▰▰▰▰▰▱▱▱",
        "Tue: *50* / 100  ▰▰▰▰▰▱▱▱▱▱",
    ]


def test_a_chart_without_a_scale_is_no_crash() -> None:
    assert lines(card(Chart("", ("a",), (3,), 0))) == ["a: *3* / 0  ▱▱▱▱▱▱▱▱▱▱"]


FIELDS: tuple[Field, ...] = (
    Input("line", LONG, value=LONG, hint=LONG, limit=9_999),
    Input("short", "Short", value="12345", limit=3),
    Input("none", "None", limit=0),
    Input("number", "Number", InputKind.NUMBER, value="1e9"),
    Input("who", "Who", InputKind.PERSON, value="nobody@example.com"),
    Input("file", "File", InputKind.FILE),
    Select("menu", LONG, MANY, ("v1", "v149")),
    Select("menus", LONG, MANY, ("v1", "v2", "gone"), many=True),
    Select("boxes", "Boxes", MANY[:10], ("v1",), many=True),
    Select("radio", "Radio", MANY[:5], ("v1",)),
    Select("unradio", "Radio", MANY[:5], optional=True),
    Select("gone", "Nothing to choose", ()),
)


def test_a_form_that_is_too_large_is_cut() -> None:
    view = modal(Form(LONG, "go", LONG, FIELDS, "v" * 3_000, EVERYTHING * 5), LONG)
    assert blockkit.view(view) == []
    asked = [b["block_id"] for b in view["blocks"] if b["type"] == "input"]
    assert asked == [field.name for field in FIELDS if field.name != "gone"]


def test_each_field_looks_as_it_is_filled_in() -> None:
    view = modal(Form("Form", "go", "Send", FIELDS))
    kinds = {b["block_id"]: b["element"]["type"] for b in view["blocks"]}
    assert kinds == {
        **dict.fromkeys(("line", "short", "none"), "plain_text_input"),
        "number": "number_input",
        "who": "users_select",
        "file": "file_input",
        "menu": "static_select",
        "menus": "multi_static_select",
        "boxes": "checkboxes",
        "radio": "radio_buttons",
        "unradio": "static_select",
    }


def test_a_form_that_carries_too_much_is_an_error() -> None:
    with pytest.raises(ValueError, match="carries more"):
        modal(Form("Form", "go", "Send", FIELDS, "v" * 3_001))
    with pytest.raises(ValueError, match="carries more"):
        modal(Form("Form", "g" * 256, "Send", FIELDS))


def test_a_state_of_another_shape_holds_nothing() -> None:
    assert fields({}) == {}
    assert fields({"values": {"a": {"b": {"type": "radio_buttons", "selected_option": None}}}}) == {}
    assert files({"values": {"a": {"b": {"type": "file_input", "files": []}}}}) == {}
    assert errors({"a": "no"}, {"blocks": []}) == {}


def test_counts_are_out_of_nothing() -> None:
    found = Chart("A week", ("Nov 9", "Nov 16"), (17, 0))
    assert lines(card(found)) == ["*A week*", "Nov 9: *17*  ▰▰▰▰▰▰▰▰▰▰", "Nov 16: *0*  ▱▱▱▱▱▱▱▱▱▱"]
    assert lines(card(Chart("", ("a",), (0,)))) == ["a: *0*  ▱▱▱▱▱▱▱▱▱▱"]


def test_a_menu_of_more_than_a_hundred_is_in_groups() -> None:
    many = tuple(
        Option(f"Group {i:03} of a long name in the night shift of Bogotá", f"g{i}") for i in range(230)
    )
    card = Card("x", (Choice("a", "Group", many, "g229"),))
    shown = render.message(card)
    assert blockkit.message(shown) == []
    [select] = [part for block in shown["blocks"] for part in block.get("elements", [])]
    assert [len(group["options"]) for group in select["option_groups"]] == [100, 100, 30]
    assert select["option_groups"][1]["label"]["text"].startswith("Group 100")
    assert select["initial_option"]["value"] == "g229"
    form = Form("T", "a", "Go", (Select("group", "Group", many, ("g150",)),))
    view = modal(form)
    assert blockkit.view(view) == []
    assert "g229" in str(view)
