"""A Form as an Adaptive Card with inputs, and the same card again with what has to be mended.

To show a form again one has to know it. Its card carries it along, packed, in the data of its button: so it
is shown again by whichever process gets it, before and after a restart, and nothing is kept for forms that
nobody sends. What comes back that way came from the person's own client and is shown to nobody else.
"""

from __future__ import annotations

import math
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, assert_never

import orjson

from bot.core.card import Field, Form, Input, InputKind, Option, Select, Tone, plain
from bot.core.words import Say
from bot.teams import actions, form_fields, limits, render
from bot.teams.facts import at, text_at
from bot.teams.fit import fitted, size
from bot.teams.texts import Item, inert, quiet, run, unmarked
from bot.teams.wire import encoded

CARRIED = "shown"  # where in the button's data the form travels
_PEOPLE = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}  # Teams' own people picker


@dataclass(frozen=True, slots=True)
class Labels:
    """The edge's own words on a form, and the names of the channels that can be picked on it, by id."""

    go: str
    paste: str
    required: str
    gone: str
    figures: str = "123"
    limit: str = ""  # with {most} where the number stands
    here: str = ""
    no_channels: str = ""
    channels: Mapping[str, str] | None = None


def labels(say: Say, channels: Mapping[str, str] | None = None) -> Labels:
    """Returns the words in the language of `say`, with the names of channels by id."""
    return Labels(
        go=say("button.go"),
        paste=say("teams.paste"),
        required=say("teams.required"),
        gone=say("teams.form_gone"),
        figures=say("edge.figures"),
        limit=say("teams.limit", most="{most}"),
        here=say("teams.this_channel"),
        no_channels=say("teams.no_channels"),
        channels=channels,
    )


def form_card(form: Form, labels: Labels) -> Item:
    """Returns the form as Adaptive Card JSON; a chat shows it as it is, a dialog by `actions.in_dialog`."""
    body = render.body(form.intro, render.CardLabels(lambda _: labels.go, labels.figures), form.language)
    for field in form.fields:
        # What has to be filled in keeps a client from going back a step: there it is told by the answer.
        body += _field(replace(field, optional=True) if form.back else field, labels)
    carried = {"title": form.title, "send": form.send, "lang": form.language, "body": body}
    carried |= {"back": [form.back.label, form.back.action]} if form.back else {}
    return _card(carried, {"form": form.action, "value": form.value}, body)


def with_errors(
    data: object, errors: Mapping[str, str], labels: Labels, language: str, above: list[Item]
) -> Item:
    """Returns the form that was sent, with its errors, and with all that was typed; `above` comes first."""
    carried = _unpacked(at(data, CARRIED))
    body, send = at(carried, "body"), at(carried, "send")
    if not isinstance(data, Mapping) or not isinstance(body, list) or not isinstance(send, str):
        return _gone(data, errors, labels, language, above)
    shown: list[Item] = []
    left, typed_into = dict(errors), set[str]()
    # What comes back need not be what was sent: a field that stood there a thousand times would show what was
    # typed into it a thousand times.
    for item in islice(filter(_is_item, body), limits.CARRIED_PARTS):
        name = form_fields.name(at(item, "id"))
        if name in typed_into:
            continue
        typed_into.update({name} if name else ())
        shown.append(_with_typed(item, data) if name else item)
        if name in left:
            shown.append(_error(left.pop(name)))
    items = [*above, *(_error(text) for text in left.values()), *shown]
    return _card(carried, {"form": text_at(data, "form"), "value": text_at(data, "value")}, items)


def title(data: object) -> str:
    """Returns the title of the form that was sent, or nothing."""
    return text_at(_unpacked(at(data, CARRIED)), "title")


def language(data: object) -> str:
    """Returns the language of the form that was sent, or nothing."""
    return text_at(_unpacked(at(data, CARRIED)), "lang")


def _packed(carried: Mapping[str, Any]) -> str:
    """Returns a form as it travels in its own card: in a sixth of its size or less."""
    return b64encode(zlib.compress(encoded(carried))).decode()


def _unpacked(packed: object) -> Item:
    """Returns the form that came back, {} where it is none. Cards of earlier versions carry it as it is."""
    try:
        if isinstance(packed, str):
            raw = zlib.decompressobj().decompress(b64decode(packed), limits.CARRIED_BYTES)
            packed = orjson.loads(raw)
        else:
            orjson.dumps(packed)  # what nests too deep to be written is nothing to show again
    except (ValueError, TypeError, zlib.error):
        return {}
    return packed if isinstance(packed, dict) else {}


def _card(carried: Mapping[str, Any], data: Item, body: list[Item]) -> Item:
    envelope = render.envelope(text_at(carried, "title"), text_at(carried, "lang"), body)
    # Among the card's own actions, not in its body: a card that is cut is cut at the end of its body.
    along = {**data, CARRIED: _packed(carried)}
    send = actions.execute(text_at(carried, "send"), data["form"], along, Tone.PRIMARY)
    back = _back(carried, data)
    whole = {**envelope, "actions": [*back, send]}
    if size(whole) <= limits.CARD_BYTES:
        return whole
    # Too large to carry itself along, as one with a pasted file is. Without that it still can be sent.
    light = actions.execute(text_at(carried, "send"), data["form"], data, Tone.PRIMARY)
    whole = {**envelope, "actions": [*back, light]}
    if size(whole) > limits.CARD_BYTES:
        whole["body"] = [_without_long_value(item) for item in body]
    return fitted(whole)


def _back(carried: Mapping[str, Any], data: Item) -> list[Item]:
    match carried.get("back"):
        case [str(label), str(action)]:
            sent = {"form": action, "value": text_at(data, "value")}
            return [actions.execute(label, action, sent)]
    return []


def _gone(data: object, errors: Mapping[str, str], labels: Labels, language: str, above: list[Item]) -> Item:
    """Returns what is shown where the form did not come back with what was typed into it."""
    typed = [", ".join(values) for values in form_fields.read(data).values()]
    body = [inert(labels.gone), *(_error(text) for text in errors.values()), *map(inert, typed)]
    return fitted(render.envelope(labels.gone, language, [*above, *body]))


def _with_typed(item: Item, data: Mapping[str, Any]) -> Item:
    typed = data.get(item["id"])
    bare = {key: value for key, value in item.items() if key != "value"}  # what was emptied stays empty
    if isinstance(typed, bool) or not isinstance(typed, str | int | float) or typed == "":
        return bare
    if item.get("type") == "Input.Number":
        return {**bare, **_number(str(typed))}
    return {**bare, "value": form_fields.text(typed)}


def _without_long_value(item: Item) -> Item:
    value = item.get("value")
    if isinstance(value, str) and len(value) > limits.TYPED_AGAIN:
        return {key: part for key, part in item.items() if key != "value"}
    return item


def _is_item(part: object) -> bool:
    return isinstance(part, dict)


def _error(text: str) -> Item:
    return inert(plain(text), color="Attention")


def _field(field: Field, labels: Labels) -> list[Item]:
    base: Item = {
        "id": form_fields.key(field),
        "label": run(plain(field.label)),
        "isRequired": not field.optional,
        "errorMessage": labels.required,
    }
    match field:
        case Select():
            return [{**base, **_select(field)}]
        case Input():
            unknown = field.kind is InputKind.CHANNEL and not labels.channels and not field.value
            own = labels.paste if field.kind is InputKind.FILE else labels.no_channels if unknown else ""
            hints = [own, field.hint, _limit(field, labels)]
            hints = [] if field.kind is InputKind.COPY else hints
            hint = " ".join(filter(None, hints))
            return [{**base, **_input(field, labels)}, *([quiet(hint)] if hint else [])]
        case _:
            assert_never(field)


def _limit(field: Input, labels: Labels) -> str:
    """Returns how much fits into a field, which Teams shows nobody: it takes no more, and says nothing."""
    told = not field.limit or str(field.limit) in field.hint
    written = field.kind in (InputKind.LINE, InputKind.PARAGRAPH)
    return labels.limit.replace("{most}", str(field.limit)) if written and not told else ""


def _input(field: Input, labels: Labels) -> Item:
    value: Item = {"value": field.value} if field.value else {}
    example: Item = {"placeholder": unmarked(field.example)} if field.example else {}
    text: Item = {"type": "Input.Text", "maxLength": field.limit, **example, **value}
    match field.kind:
        case InputKind.LINE:
            return text
        case InputKind.PARAGRAPH | InputKind.FILE | InputKind.COPY:  # a dialog has no input for a file
            return {**text, "isMultiline": True}
        case InputKind.NUMBER:
            return {"type": "Input.Number", **example, **_number(field.value)}
        case InputKind.PERSON:
            people = {"choices": [], "choices.data": _PEOPLE}
            return {"type": "Input.ChoiceSet", "style": "compact", **people, **value}
        case InputKind.PEOPLE:
            many = {"choices": [], "choices.data": _PEOPLE, "isMultiSelect": True}
            chosen = {"value": ",".join(field.value.split())} if field.value else {}
            return {"type": "Input.ChoiceSet", "style": "compact", **many, **chosen}
        case InputKind.CHANNEL:  # Teams has no picker for them: those that the bot was spoken to in
            here = {field.value: labels.here} if field.value else {}
            known = {**here, **(labels.channels or {})}
            choices = [{"title": run(plain(name)), "value": id} for id, name in known.items()]
            return {"type": "Input.ChoiceSet", "style": "filtered", "choices": choices, **value}
        case InputKind.DATE:
            return {"type": "Input.Date", **value}
        case InputKind.TIME:
            return {"type": "Input.Time", **value}
        case _:
            assert_never(field.kind)


def _select(field: Select) -> Item:
    selected = ",".join(form_fields.option(value, field.many) for value in field.selected)
    style = "expanded" if len(field.options) <= limits.FEW_OPTIONS else "compact"
    if len(field.options) > limits.MANY_OPTIONS and not field.many:
        style = "filtered"
    return {
        "type": "Input.ChoiceSet",
        "style": style,
        "isMultiSelect": field.many,
        "value": selected,
        "choices": [_choice(option, field.many) for option in field.options],
    }


def _choice(option: Option, many: bool) -> Item:
    shown = f"{option.label} · {option.hint}" if option.hint else option.label
    return {"title": unmarked(shown), "value": form_fields.option(option.value, many)}


def _number(text: str) -> Item:
    """Returns the value of a number input; a client refuses the whole card where it is none."""
    try:
        number = float(text)
    except ValueError:
        return {}
    if not math.isfinite(number):
        return {}
    return {"value": int(number) if number.is_integer() else number}
