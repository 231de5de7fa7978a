"""The playground's wire: what its page posts in; the HTML that comes out, read as a browser reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from bot.playground import people, render
from bot.playground.edge import Playground
from tests.old_cards.wire import Control, Json, Seen, Typed
from tests.old_cards.world import World

SEATS = {"rosa": "marta", "eva": "sofia", "ana": "ana"}  # who of the team plays whom; all others are Luis
CHANNEL = "channel-support"


class PageWire:
    """The page, on which everybody sits where the team of the playground has somebody of their role."""

    def __init__(self, world: World) -> None:
        assert isinstance(world.edge, Playground)
        self._world, self._edge, self._mark, self._place = world, world.edge, "", ""
        self.channel, self.tenant = CHANNEL, people.TENANT
        self.zone = "America/Bogota"

    async def types(self, who: str, text: str) -> list[Seen]:
        command, _, rest = text.partition(" ")
        return await self._post(who, {"command": command, "text": rest})

    async def does(self, who: str, what: str, text: str) -> list[Seen]:
        """Writes in their `chat` or `in channel`; the page knows nothing else."""
        if what == "in channel":
            command, _, rest = text.partition(" ")
            return await self._post(who, {"command": command, "text": rest, "where": CHANNEL})
        return await self.types(who, text) if what == "chat" else []

    async def presses(self, who: str, place: str, sent: Json) -> list[Seen]:
        self._place = place
        where = {"where": CHANNEL} if place == "channel" else {}
        return await self._post(who, {"origin": "", **sent, **where})

    async def sends(self, who: str, place: str, sent: Json, fields: Json) -> list[Seen]:
        return await self._post(who, {"submit": {**sent, "fields": fields}})

    def button(self, action: str, value: str) -> Json:
        return {"action": action, "value": value}

    def unchosen(self, action: str) -> Json:
        return {"action": action, "value": ""}

    def filled(self, control: Control, typed: Typed) -> Json:
        """Returns the fields of a form as they stand, but for what is typed."""
        found: Json = {}
        for name, told in control.fields.items():
            value = typed.get(name, told["values"])
            value = told["options"] if value == ["*"] else [value] if isinstance(value, str) else value
            if filled := [text for text in value if text.strip()]:
                found[name] = filled
        return found

    def id(self, who: str) -> str:
        return SEATS.get(who.removesuffix("-es"), "luis")

    def arrived(self) -> list[Seen]:
        fresh = self._edge.messenger.since(self._mark)
        self._mark = fresh[-1].mark if fresh else self._mark
        return [
            _seen("sent", message.to.id, render.html(message.card), "chat", message.id)
            for message in fresh
            if not message.gone
        ]

    async def _post(self, who: str, ask: Json) -> list[Seen]:
        language = "es" if who.endswith("-es") else "en"
        told = {"who": self.id(who), "language": language, "zone": self.zone, "ask": ask}
        async with self._world.session.post(f"{self._world.url}playground/ask", json=told) as response:
            text = await response.text()
            assert response.status == 200, f"{who}: {ask}: {text}"
        await self._world.settled()
        reply = json.loads(text)
        if reply["how"] == "errors":
            return [Seen("errors", "", " ".join(sorted(reply["fields"])), ()), *self.arrived()]
        answered = [_seen(reply["how"], "", reply["html"], self._place)] if "html" in reply else []
        return [*answered, *self.arrived()]


@dataclass
class _Box:
    """A field of a form, as it stands."""

    name: str
    kind: str
    required: bool
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


def read(html: str) -> Shown:
    """Returns what a browser reads in a card or a form."""
    page = Shown()
    page.feed(html)
    page.close()
    return page


class Shown(HTMLParser):
    """A form and its fields, the title, and all that can be pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.form: Json | None = None
        self.boxes: list[_Box] = []
        self.presses: list[tuple[str, str]] = []
        self.title = ""
        self._within: list[str] = []
        self._choice = ""
        self._selected: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._within.append(tag)
        if tag == "form" and "data-action" in told:
            self.form = {"action": told["data-action"], "value": told["data-value"]}
        elif "data-name" in told:
            self.boxes.append(_Box(told["data-name"], told["data-kind"], "data-required" in told))
        elif tag == "button" and told.get("data-action"):
            self.presses.append((told["data-action"], told["data-value"]))
        elif tag == "select":
            self._choice, self._selected = told.get("data-action", ""), []
        elif tag == "option" and self._choice and "disabled" not in told:
            self.presses.append((self._choice, told["value"]))
        elif tag == "option" and self.boxes:
            self._selected.append((told["value"], "selected" in told))
        elif tag == "input" and self.boxes:
            self._input(told)

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass  # what is never closed, such as an input
        if tag == "select" and not self._choice and self.boxes:
            chosen = [value for value, selected in self._selected if selected]
            if self.boxes[-1].kind != "people":  # a browser shows the first option where none is selected
                chosen = chosen[-1:] or [value for value, _ in self._selected[:1]]
            self.boxes[-1].values = chosen
            self.boxes[-1].options = [value for value, _ in self._selected]

    def handle_data(self, data: str) -> None:
        within = self._within[-1] if self._within else ""
        if within == "textarea" and self.boxes and not self.boxes[-1].values:
            self.boxes[-1].values = [data.removeprefix("\n")]
        elif within.startswith("h") and not self.title:
            self.title = data

    def _input(self, told: dict[str, str]) -> None:
        box = self.boxes[-1]
        if told["type"] in ("radio", "checkbox"):
            box.options.append(told["value"])
            box.values += [told["value"]] if "checked" in told else []
        elif told["type"] != "file":
            box.values = [told["value"]]


def _seen(how: str, to: str, html: str, place: str, origin: str = "") -> Seen:
    page = read(html)
    about: dict[str, Any] = {"origin": origin} if origin else {}
    found = [
        Control("press", action, value, place, {"action": action, "value": value, **about})
        for action, value in page.presses
    ]
    return Seen(how, to, page.title, (*found, *_form(page)), html)


def _form(page: Shown) -> list[Control]:
    if page.form is None:
        return []
    boxes = [box for box in page.boxes if box.kind != "copy"]  # to take along, not to send
    fields = {box.name: {"type": box.kind, "values": box.values, "options": box.options} for box in boxes}
    asked = frozenset(box.name for box in boxes if box.required)
    return [Control("form", page.form["action"], page.form["value"], "dialog", page.form, fields, asked)]
