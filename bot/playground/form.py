"""A Form as HTML, for the page to show in a dialog.

Each field is a box with `data-name`: what the page sends, checks and shows errors at. Ids count up: at
most one form is shown at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from bot.core.card import Card, Field, Form, Heading, Input, InputKind, Option, Select, carried, plain
from bot.playground import people, render
from bot.playground.markup import attributes, escape, exact, marked

RADIOS = 6  # options that are shown at once; more are folded into a select


def html(form: Form) -> str:
    """Returns the form. Everything in it is escaped; the page's own words are in `data-word`."""
    # What belongs into a dialog alone leaves nothing on the page once that is closed.
    about = attributes(
        lang=form.language, data_action=form.action, novalidate=True, data_traceless=form.dialog
    )
    intro = "".join(render.element(element, form.language) for element in form.intro)
    fields = "".join(_field(field, f"field-{i}") for i, field in enumerate(form.fields))
    return (
        f'<form{about} data-value="{exact(form.value)}">'
        f'<header><h2 id="form-title" tabindex="-1">{marked(form.title)}</h2>'
        '<button type="button" class="quiet" data-close data-word="playground.close">Close</button></header>'
        f'<div class="fields">{f"<div class=lead>{intro}</div>" if intro else ""}{fields}</div>'
        '<footer><div class="trouble" role="alert"></div><p class="unseen" role="status"></p>'
        f"{_buttons(form)}</footer></form>"
    )


def _buttons(form: Form) -> str:
    send = f'<button class="primary">{escape(plain(form.send))}</button>'
    if form.back is None:
        return send
    back = f'<button type="button" class="quiet" data-back="{exact(form.back.action)}">'
    return f'<div class="steps">{back}{escape(plain(form.back.label))}</button>{send}</div>'


def card(card: Card) -> str:
    """Returns a card as it stands in a dialog: its heading is the dialog's, and it can be closed."""
    first, rest = card.elements[0], card.elements[1:]
    title, body = (first.text, rest) if isinstance(first, Heading) else (card.summary, card.elements)
    inside = "".join(render.element(part, card.language) for part in body)
    return (
        f"<form{attributes(lang=card.language, novalidate=True)} data-card data-traceless>"
        f'<header><h2 id="form-title" tabindex="-1">{marked(title)}</h2>'
        '<button type="button" class="quiet" data-close data-word="playground.close">Close</button></header>'
        f'<div class="fields"><div class="lead">{inside}</div><div class="trouble" role="alert"></div></div>'
        '<p class="unseen" role="status"></p></form>'
    )


def _field(field: Field, id: str) -> str:
    match field:
        case Input(kind=InputKind.PEOPLE):
            return _people(field, id)
        case Input():
            return _input(field, id)
        case Select():
            if field.many:
                return _set(field, id, "checkbox", _options(field, id, "checkbox", field.selected))
            if len(field.options) <= RADIOS and not field.optional:
                return _set(field, id, "radio", _options(field, id, "radio", field.selected[:1]))
            return _select(field, id)
        case _:
            assert_never(field)


def _input(field: Input, id: str) -> str:
    limited = field.kind in (InputKind.LINE, InputKind.PARAGRAPH, InputKind.FILE)
    about = _about(field, field.kind.value) + attributes(data_limit=str(field.limit) if limited else "")
    hinted = bool(field.hint) and field.kind is not InputKind.COPY
    hint = f'<p id="{id}-hint" class="note">{marked(field.hint)}</p>' if hinted else ""
    return (
        f'<div class="field"{about}>{_label(field, id)}{_control(field, _common(field, id, hinted))}'
        f'{_error(id)}<div class="under">{hint}<p class="note count" hidden></p></div></div>'
    )


def _control(field: Input, common: str) -> str:
    value = exact(field.value)
    match field.kind:
        case InputKind.LINE:
            return f'<input type="text" value="{value}" autocomplete="off"{common}>'
        case InputKind.PARAGRAPH:
            return f'<textarea rows="4"{common}>\n{value}</textarea>'  # a browser drops the first line break
        case InputKind.NUMBER:
            return f'<input type="text" inputmode="decimal" value="{value}" autocomplete="off"{common}>'
        case InputKind.PERSON:
            options = people.options(people.TO_TURN_TO, field.value)
            return f"<select{common}>{_none(field, field.value in people.TEAM)}{options}</select>"
        case InputKind.CHANNEL:
            empty = _none(field, field.value in people.CHANNELS)
            return f"<select{common}>{empty}{_channels(field.value)}</select>"
        case InputKind.DATE | InputKind.TIME:
            return f'<input type="{field.kind.value}" value="{value}"{common}>'
        case InputKind.FILE:
            return f'<input type="file"{common}>'
        case InputKind.COPY:
            return (
                f'<textarea rows="6" readonly class="wording"{common}>\n{value}</textarea>'
                '<div class="buttons"><button type="button" class="quiet" data-copy aria-live="off">'
                '<span data-word="playground.copy">Copy</span></button><button type="button" class="quiet" '
                f'data-save="{escape(field.hint)}" data-word="playground.save">Download</button></div>'
            )
        case InputKind.PEOPLE:
            raise ValueError("several people are boxes to tick, and no single control")
        case _:
            assert_never(field.kind)


def _channels(chosen: str) -> str:
    return "".join(
        f'<option value="{escape(id)}"{attributes(selected=id == chosen)}>{escape(name)}</option>'
        for id, name in people.CHANNELS.items()
    )


def _select(field: Select, id: str) -> str:
    chosen = field.selected[:1]
    options = "".join(
        f'<option value="{exact(carried(option.value))}"{attributes(selected=option.value in chosen)}>'
        f"{escape(_whole(option))}</option>"
        for option in field.options
    )
    # Where no answer is one of the options, a dash beside it would be a second one.
    said = any(not option.value for option in field.options)
    empty = "" if said and chosen else _none(field, any(option.value in chosen for option in field.options))
    return (
        f'<div class="field"{_about(field, "select")}>{_label(field, id)}'
        f"<select{_common(field, id)}>{empty}{options}</select>{_error(id)}</div>"
    )


def _whole(option: Option) -> str:
    return plain(f"{option.label} · {option.hint}" if option.hint else option.label)


def _people(field: Input, id: str) -> str:
    # Boxes to tick: in a list, a click on the second person lets go of the first.
    chosen, hint = field.value.split(), f'<p id="{id}-hint" class="note">{marked(field.hint)}</p>'
    boxes = "".join(
        _box("checkbox", id, who, escape(people.TEAM[who].name), people.role(who), who in chosen)
        for who in people.ordered(people.TO_TURN_TO)
    )
    return _set(field, id, "checkbox", f'<div class="options">{boxes}</div>', hint if field.hint else "")


def _options(field: Select, id: str, kind: str, chosen: Collection[str]) -> str:
    tall = " tall" if any(option.hint for option in field.options) else ""
    boxes = "".join(_option(option, id, kind, option.value in chosen) for option in field.options)
    return f'<div class="options{tall}">{boxes}</div>'


def _set(field: Field, id: str, kind: str, options: str, hint: str = "") -> str:
    described = f"{id}-error {id}-hint" if hint else f"{id}-error"
    role = attributes(id=id, tabindex="-1", aria_describedby=described)
    if kind == "radio":
        role += attributes(role="radiogroup", aria_required="true")
    return (
        f'<fieldset class="field"{_about(field, kind)}{role}><legend>{_named(field)}</legend>'
        f"{options}{_error(id)}{hint}</fieldset>"
    )


def _option(option: Option, group: str, kind: str, chosen: bool) -> str:
    hint = f'<span class="note">{marked(option.hint)}</span>' if option.hint else ""
    return _box(kind, group, exact(carried(option.value)), marked(option.label), hint, chosen)


def _box(kind: str, group: str, value: str, label: str, hint: str, chosen: bool) -> str:
    return (
        f'<label class="option"><input type="{kind}" name="{group}" value="{value}"'
        f"{attributes(checked=chosen)}><span>{label}{hint and ' '}{hint}</span></label>"
    )


def _about(field: Field, kind: str) -> str:
    return attributes(data_name=field.name, data_kind=kind, data_required=not field.optional)


def _common(field: Field, id: str, hinted: bool = False) -> str:
    described = f"{id}-error {id}-hint" if hinted else f"{id}-error"
    example = plain(field.example) if isinstance(field, Input) else ""
    required = "" if field.optional else "true"
    return attributes(id=id, aria_describedby=described, aria_required=required, placeholder=example)


def _label(field: Field, id: str) -> str:
    return f'<label for="{id}">{_named(field)}</label>'


def _named(field: Field) -> str:
    asked = not (isinstance(field, Input) and field.kind is InputKind.COPY)
    optional = field.optional and asked
    mark = ' <span class="note" data-word="playground.optional">optional</span>' if optional else ""
    return marked(field.label) + mark


def _none(field: Field, chosen: bool) -> str:
    if field.optional:
        return '<option value="">–</option>'
    return "" if chosen else '<option value="" selected data-word="playground.choose">…</option>'


def _error(id: str) -> str:
    return f'<p id="{id}-error" class="error" role="alert"></p>'
