"""A form as HTML: every field has a name, a place for its error, and what a screen reader needs."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.playground.form import RADIOS, html
from tests.playground.office import note
from tests.playground.test_render import NASTY, SAFE, read


def shown(*fields: c.Field) -> str:
    """Returns a form with these fields."""
    return html(c.Form("A form", "room.form", "Send it", fields))


def options(count: int) -> tuple[c.Option, ...]:
    return tuple(c.Option(f"Option {i}", f"o{i}") for i in range(count))


def test_a_form_names_itself_and_carries_its_value() -> None:
    found = html(note("es", origin="card-7"))
    start = '<form lang="es" data-action="office.note" novalidate data-value="card-7">'
    assert found.startswith(start)
    assert '<h2 id="form-title" tabindex="-1">Add a note</h2>' in found
    assert '<button class="primary">Keep the note</button>' in found
    assert read(found).open == []


def test_what_comes_before_the_fields_is_shown_as_on_a_card() -> None:
    assert '<p class="note">Your supervisor sees it; nobody else does.</p>' in html(note())


def test_every_control_is_labelled_and_tied_to_its_error() -> None:
    met = read(html(note())).met
    ids = {about["id"] for _, about in met if "id" in about}
    labelled = {about["for"] for tag, about in met if tag == "label" and "for" in about}
    for tag, about in met:
        if tag in ("input", "select", "textarea") and about.get("type") not in ("radio", "checkbox"):
            assert about["id"] in labelled
        for id in (about.get("aria-describedby") or "").split():
            assert id in ids
    assert sum(about.get("class") == "error" and about.get("role") == "alert" for _, about in met) == 12


def test_ids_are_told_apart() -> None:
    found = [about["id"] for _, about in read(html(note())).met if "id" in about]
    assert len(found) == len(set(found))


def test_a_hint_is_read_out_with_its_field() -> None:
    found = shown(c.Input("ticket", "Ticket", hint="**Digits** only"))
    assert 'aria-describedby="field-0-error field-0-hint"' in found
    assert '<p id="field-0-hint" class="note"><strong>Digits</strong> only</p>' in found


def test_only_what_is_optional_is_marked() -> None:
    assert 'data-word="playground.optional"' in shown(c.Input("a", "A", optional=True))
    required = shown(c.Input("a", "A"))
    assert "playground.optional" not in required
    assert 'aria-required="true"' in required
    assert "data-required" in required


@pytest.mark.parametrize(
    ("kind", "markup"),
    [
        (c.InputKind.LINE, '<input type="text" value="5 &lt; 6"'),
        (c.InputKind.PARAGRAPH, 'aria-required="true">\n5 &lt; 6</textarea>'),
        (c.InputKind.NUMBER, '<input type="text" inputmode="decimal" value="5 &lt; 6"'),
        (c.InputKind.FILE, '<input type="file" id="field-0"'),
    ],
)
def test_every_kind_has_its_control(kind: c.InputKind, markup: str) -> None:
    assert markup in shown(c.Input("a", "A", kind, value="5 < 6"))


def test_only_texts_have_a_limit() -> None:
    assert 'data-limit="40"' in shown(c.Input("a", "A", limit=40))
    assert "data-limit" not in shown(c.Input("a", "A", c.InputKind.NUMBER, limit=40))


def test_a_person_is_one_of_the_team() -> None:
    found = shown(c.Input("to", "Tell", c.InputKind.PERSON, value="marta"))
    assert found.index('value="sofia"') < found.index('value="marta" selected') < found.index('value="ana"')
    assert 'data-word-label="playground.supervisor"' in found
    assert "playground.choose" not in found
    assert "playground.choose" in shown(c.Input("to", "Tell", c.InputKind.PERSON))
    assert '<option value="">–</option>' in shown(c.Input("to", "Tell", c.InputKind.PERSON, optional=True))


def test_a_few_options_are_shown_at_once() -> None:
    found = shown(c.Select("how", "How", options(RADIOS), ("o1",)))
    assert '<fieldset class="field" data-name="how" data-kind="radio" data-required id="field-0"' in found
    assert 'role="radiogroup" aria-required="true"' in found
    assert '<input type="radio" name="field-0" value="o1" checked>' in found
    assert found.count(" checked") == 1


def test_many_options_are_folded_into_a_select() -> None:
    found = shown(c.Select("how", "How", options(RADIOS + 1), ("o1",)))
    assert '<option value="o1" selected>Option 1</option>' in found
    assert "playground.choose" not in found
    assert "playground.choose" in shown(c.Select("how", "How", options(RADIOS + 1)))


def test_one_may_choose_nothing_where_that_is_allowed() -> None:
    found = shown(c.Select("how", "How", options(2), optional=True))
    assert '<option value="">–</option>' in found
    assert "radio" not in found


def test_where_several_may_be_chosen_there_are_boxes_to_tick() -> None:
    found = shown(c.Select("days", "Days", options(7), ("o0", "o4"), many=True))
    assert found.count('type="checkbox"') == 7
    assert found.count(" checked") == 2


def test_several_people_are_boxes_to_tick() -> None:
    found = shown(c.Input("others", "Also", c.InputKind.PEOPLE, "luis ana", hint="One **by** one"))
    assert '<fieldset class="field" data-name="others" data-kind="checkbox" data-required' in found
    assert found.index('value="sofia"') < found.index('value="marta"') < found.index('value="ana" checked')
    assert found.count(" checked") == 2
    assert '<span class="note" data-word="playground.supervisor">' in found
    assert 'aria-describedby="field-0-error field-0-hint"' in found
    assert '<p id="field-0-hint" class="note">One <strong>by</strong> one</p>' in found


def test_hints_of_options_are_shown() -> None:
    hinted = (c.Option("Each person", "each", "privately"), *options(RADIOS))
    assert '<span class="note">privately</span>' in shown(c.Select("who", "Who", hinted[:2]))
    assert "Each person · privately</option>" in shown(c.Select("who", "Who", hinted))


def test_nothing_that_was_typed_becomes_markup() -> None:
    choice = (c.Option(NASTY, NASTY, NASTY),)
    fields: tuple[c.Field, ...] = (
        *(c.Input(NASTY, NASTY, kind, NASTY, NASTY) for kind in c.InputKind),
        c.Select(NASTY, NASTY, choice, (NASTY,)),
        c.Select(NASTY, NASTY, choice, (NASTY,), many=True),
        c.Select(NASTY, NASTY, choice * 9, (NASTY,)),
    )
    found = html(c.Form(NASTY, NASTY, NASTY, fields, NASTY, (c.Text(NASTY),), NASTY))
    reader = read(found)
    assert "script" not in reader.tags
    assert SAFE in found
    assert reader.open == []
