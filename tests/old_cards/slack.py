"""Slack's wire: signed posts in; acks, response_urls and calls of the Web API out."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from bot.slack.render import action_of
from tests.fakes.slack import FakeSlack, Fault, View, sign
from tests.old_cards.wire import Control, Json, Seen, Typed
from tests.old_cards.world import ADMINS, World

PLACE = {"views.publish": "home", "chat.postMessage": "chat", "ack": "message", "response_url": "message"}
INITIAL = {
    "value": "value",
    "user": "selected_user",
    "conversation": "selected_conversation",
    "date": "selected_date",
    "time": "selected_time",
    "option": "selected_option",
    "options": "selected_options",
    "users": "selected_users",
}
TYPED = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}
TEAM, CHANNEL = "T1", "C1"
_HERE, _ANYWHERE = re.compile(r"http://127\.0\.0\.1:\d+"), "slack:"
SHOWN = ("response_url", "chat.postMessage", "chat.postEphemeral", "views.")


class SlackWire:
    """A workspace in which everybody may do anything that its wire lets them."""

    def __init__(self, world: World) -> None:
        assert isinstance(world.fake, FakeSlack)
        self._world, self._fake, self._looked, self._events = world, world.fake, 0, 0
        self._place = ""
        self._fake.admins.update(map(user, ADMINS))
        self._fake.members[CHANNEL] = [user(name) for name in ("ana", "ana-es", "luis", "luis-es", "eva")]
        self.channel, self.tenant = CHANNEL, TEAM
        self.zone = "America/Bogota"

    async def types(self, who: str, text: str) -> list[Seen]:
        command, _, rest = text.partition(" ")
        told = {**self._told(who), "command": f"/{command}", "text": rest, "channel_id": CHANNEL}
        return await self._post(who, urlencode(told).encode())

    async def does(self, who: str, what: str, text: str) -> list[Seen]:
        """Opens the `home` tab, writes in their `chat`, `mentions` the bot, uses a `shortcut`, and so on."""
        match what:
            case "home":
                return await self._event(who, type="app_home_opened", tab="home", channel="D1")
            case "chat":
                stamp = f"{self._events + 100}.0"
                return await self._event(
                    who, type="message", text=text, ts=stamp, channel=f"D{user(who)}", channel_type="im"
                )
            case "mentions":
                stamp = f"{self._events + 100}.0"
                return await self._event(who, type="app_mention", text=text, ts=stamp, channel=CHANNEL)
            case "in channel":
                return await self.types(who, text)
            case "blocks":
                self._fake.fail["chat.postMessage"] = Fault(error="user_not_found")
                return []
            case "unblocks":
                self._fake.fail.clear()
                return []
            case "shortcut":
                return await self._interacts(who, {"type": "shortcut", "callback_id": text})
            case _:
                said = {"type": "message", "text": text, "ts": "1.0"}
                return await self._interacts(
                    who, {"type": "message_action", "callback_id": "calm_words", "message": said}
                )

    async def presses(self, who: str, place: str, sent: Json) -> list[Seen]:
        self._place = place
        return await self._interacts(
            who, {"type": "block_actions", "actions": [sent], **self._in(who, place)}
        )

    async def sends(self, who: str, place: str, sent: Json, fields: Json) -> list[Seen]:
        shown = self._view(who, "dialog")
        blocks = [{"type": "input", "block_id": name} for name in sent["fields"]]
        state = {"values": {name: {"a": self._uploaded(value)} for name, value in fields.items()}}
        value = sent["private_metadata"].replace(
            _ANYWHERE, self._fake.response_url().removesuffix("/response/1")
        )
        view = {**shown, **sent, "private_metadata": value, "type": "modal", "blocks": blocks, "state": state}
        return await self._interacts(who, {"type": "view_submission", "view": view, "response_url": None})

    def button(self, action: str, value: str) -> Json:
        return {"type": "button", "action_id": f"{action}\x1f0.0", "block_id": "b", "value": value}

    def unchosen(self, action: str) -> Json:
        select = {"type": "static_select", "action_id": f"{action}#0.0", "block_id": "b"}
        return {**select, "selected_option": None}

    def filled(self, control: Control, typed: Typed) -> Json:
        """Returns the fields of a form as they stand, but for what is typed."""
        return {name: _filled(told, typed.get(name)) for name, told in control.fields.items()}

    def id(self, who: str) -> str:
        return user(who)

    def arrived(self) -> list[Seen]:
        calls, self._looked = self._fake.calls[self._looked :], len(self._fake.calls)
        found = [call for call in calls if call.method.startswith(SHOWN)]
        return [self._seen(call.method, call.body) for call in found]

    async def _event(self, who: str, **event: Any) -> list[Seen]:
        self._events += 1
        told = {
            "type": "event_callback",
            "team_id": self.tenant,
            "event_id": f"Ev{self._events}",
            "event": {"user": user(who), "event_ts": f"{self._events}.0", **event},
        }
        return await self._post(who, json.dumps(told).encode(), "application/json")

    async def _interacts(self, who: str, payload: Json) -> list[Seen]:
        told = {**self._told(who), "user": {"id": user(who)}, "team": {"id": self.tenant}, **payload}
        return await self._post(who, urlencode({"payload": json.dumps(told)}).encode())

    def _told(self, who: str) -> Json:
        self._fake.locales[user(who)] = "es-MX" if who.endswith("-es") else "en-US"
        self._fake.zones[user(who)] = self.zone
        return {
            "team_id": self.tenant,
            "user_id": user(who),
            "api_app_id": "A1",
            "response_url": self._fake.response_url(),
            "trigger_id": self._fake.trigger(),
        }

    def _in(self, who: str, place: str) -> Json:
        if place in {"dialog", "home"}:
            view = self._view(who, place)
            container = {"type": "view", "view_id": view["id"]}
            return {
                "view": view,
                "container": container,
                "response_url": None,
                "trigger_id": self._fake.trigger(view=view["id"]),
            }
        channel = f"D{user(who)}" if place == "chat" else CHANNEL
        box = {
            "type": "message",
            "message_ts": "1.1",
            "channel_id": channel,
            "is_ephemeral": place == "message",
        }
        return {"container": box}

    def _uploaded(self, value: Json) -> Json:
        if "text" not in value:
            return value
        file = self._fake.upload("words.yml", value["text"].encode())
        return {"type": value["type"], "files": [file]}

    def _view(self, who: str, place: str) -> Json:
        """Returns a view that somebody has open: an old one, of which Slack knows only that it is there."""
        id = f"VH{user(who)}" if place == "home" else f"V{self._fake.trigger()}"
        kind = "home" if place == "home" else "modal"
        self._fake.views[id] = View(id, "old", {"type": kind, "blocks": []})
        return {"id": id, "hash": "old", "type": kind}

    async def _post(self, who: str, body: bytes, kind: str = "") -> list[Seen]:
        headers = {**sign(body), **({"Content-Type": kind} if kind else {})}
        async with self._world.session.post(self._world.url, data=body, headers=headers) as response:
            assert response.status == 200, await response.text()
            text = await response.text()
        await self._world.settled()
        acked = [self._acked(json.loads(text), who)] if text.startswith("{") else []
        return [*acked, *self.arrived()]

    def _acked(self, body: Json, who: str) -> Seen:
        if "response_action" not in body:
            return self._seen("ack", body)
        if body["response_action"] == "clear":  # all dialogs close; the answer is in the message
            return Seen("clear", "", "", ())
        if body["response_action"] == "errors":
            return Seen("errors", "", " ".join(sorted(body["errors"])), ())
        return self._seen(body["response_action"], body)

    def _seen(self, method: str, body: Json) -> Seen:
        view = body.get("view")
        shown = view if isinstance(view, dict) else body
        in_place = bool(body.get("replace_original"))
        to = CHANNEL if in_place and self._place == "channel" else str(body.get("channel") or "")
        place = "channel" if to == CHANNEL else PLACE.get(method, "dialog")
        how = f"{method} in place" if in_place else method
        return Seen(how, to, _title(shown), tuple(_controls(shown, place)), _whole(shown))


def user(name: str) -> str:
    """Returns somebody's id."""
    return f"U{name.upper().replace('-', '')}"


def _title(shown: Json) -> str:
    head = [shown["title"]["text"]] if "title" in shown else []
    texts = [_text(block) for block in shown.get("blocks", [])]
    return " | ".join([*head, next(filter(None, texts), "")])[:120]


def _whole(shown: Json) -> str:
    return json.dumps({name: shown.get(name) for name in ("title", "text", "blocks")}, ensure_ascii=False)


def _text(block: Json) -> str:
    parts = [block.get("text"), *block.get("elements", []), *block.get("fields", [])]
    texts = (part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str))
    return next(texts, "").partition("\n")[0]


def _controls(shown: Json, place: str) -> list[Control]:
    found: list[Control] = []
    for block in shown.get("blocks", []):
        for element in block["elements"] if block["type"] == "actions" else []:
            found += _pressed(element, place)
    return [*found, _form(shown)] if "callback_id" in shown else found


def _pressed(element: Json, place: str) -> list[Control]:
    base = {"type": element["type"], "action_id": element["action_id"], "block_id": "b"}
    action = action_of(element["action_id"])
    if element["type"] == "static_select":
        return [
            Control("press", action, option["value"], place, {**base, "selected_option": option})
            for option in element["options"]
        ]
    value = element.get("value", "")
    return [Control("press", action, value, place, {**base, "value": value})]


def _form(view: Json) -> Control:
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    fields = {name: _as_it_is(element) for name, element in inputs.items()}
    asked = frozenset(
        block["block_id"] for block in view["blocks"] if block["type"] == "input" and not block["optional"]
    )
    # Where the form was opened from is somewhere else each time.
    action, value = view["callback_id"], _HERE.sub(_ANYWHERE, view["private_metadata"])
    sent = {"callback_id": action, "private_metadata": value, "fields": [*fields]}
    return Control("form", action, value, "dialog", sent, fields, asked)


def _as_it_is(element: Json) -> Json:
    """Returns what Slack sends of an input that nobody touched; options to choose from come with it."""
    told = {
        name: element[f"initial_{initial}"]
        for initial, name in INITIAL.items()
        if f"initial_{initial}" in element
    }
    options = {"options": element["options"]} if "options" in element else {}
    return {"type": element["type"], **told, **options}


def _filled(told: Json, typed: str | list[str] | None) -> Json:
    left = {name: value for name, value in told.items() if name != "options"}
    if typed is None:
        return left
    options = {option["value"]: option for option in told.get("options", [])}
    match told["type"]:
        case "multi_static_select" | "checkboxes":
            return {
                **left,
                "selected_options": [options[value] for value in (options if typed == ["*"] else typed)],
            }
        case "static_select" | "radio_buttons":
            return {**left, "selected_option": options[str(typed)] if typed else None}
        case "file_input":
            return {**left, "text": typed}
        case "multi_users_select":
            return {**left, "selected_users": typed}
        case kind:
            return {**left, TYPED.get(kind, "value"): typed}
