"""Teams' wire: signed activities in; invoke responses and calls of the connector out."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.teams import INPUTS, TENANT, FakeTeams, elements, shown
from tests.old_cards.wire import Control, Json, Seen, Typed
from tests.old_cards.world import World

CHANNEL = "19:abc@thread.tacv2"
CARD = "application/vnd.microsoft.card.adaptive"


class TeamsWire:
    """A tenant in which everybody may do anything that its wire lets them."""

    def __init__(self, world: World) -> None:
        assert isinstance(world.fake, FakeTeams)
        self._world, self._fake, self._looked = world, world.fake, 0
        names = ("ana", "ana-es", "luis", "eva")
        self._fake.members[CHANNEL] = [{"id": f"29:{name}", "aadObjectId": f"aad-{name}"} for name in names]
        self.channel, self.tenant = CHANNEL, TENANT
        self.zone = "America/Bogota"

    async def types(self, who: str, text: str) -> list[Seen]:
        return await self._post(self._fake.message(text, **self._who(who)))

    async def does(self, who: str, what: str, text: str) -> list[Seen]:
        """Writes in their `chat`, or `mentions` the bot in the channel."""
        if what == "chat":
            return await self.types(who, text)
        if what == "blocks":
            self._fake.fail(403, times=9, to=f"a:{text}", code="MessageWritesBlocked")
            return []
        if what == "unblocks":
            self._fake._failures.clear()
            return []
        where = self._who(who, "channel")
        del where["entities"]
        return await self._post(self._fake.mention(text, **where))

    async def presses(self, who: str, place: str, sent: Json) -> list[Seen]:
        where = self._who(who, place)
        if place == "dialog":
            return await self._post(self._fake.sends(sent, **where))
        if "msteams" in sent:
            return await self._post(self._fake.opens(sent, **where))
        return await self._post(self._fake.execute(sent, replyToId="card-1", **where))

    async def sends(self, who: str, place: str, sent: Json, fields: Json) -> list[Seen]:
        return await self.presses(who, place, {**sent, **fields})

    def button(self, action: str, value: str) -> Json:
        return {"action": action, "value": value}

    def unchosen(self, action: str) -> Json:
        return {"action": action, "input": "3"}

    def filled(self, control: Control, typed: Typed) -> Json:
        """Returns the inputs of a form as they stand, but for what is typed."""
        found: Json = {}
        for id, part in control.fields.items():
            value = typed.get(id.partition("_")[2], part.get("value"))
            if value == ["*"]:
                value = [choice["value"] for choice in part["choices"]]
            if value is not None:
                found[id] = ",".join(value) if isinstance(value, list) else value
        return found

    def id(self, who: str) -> str:
        return f"aad-{who}"

    def arrived(self) -> list[Seen]:
        calls, self._looked = self._fake.calls[self._looked :], len(self._fake.calls)
        return [
            _seen(f"{call.method}{' targeted' if call.query else ''}", call.conversation, call.card)
            for call in calls
            if call.body.get("attachments")
        ]

    def _who(self, who: str, place: str = "") -> Json:
        where: Json = {"id": f"a:{who}", "conversationType": "personal", "tenantId": self.tenant}
        if place == "channel":
            where = {**where, "id": f"{CHANNEL};messageid=17", "conversationType": "channel", "isGroup": True}
        locale = "es-MX" if who.endswith("-es") else "en-US"
        client = {"type": "clientInfo", "locale": locale, "timezone": self.zone}
        return {
            "from": {"id": f"29:{who}", "name": who.title(), "aadObjectId": f"aad-{who}"},
            "conversation": where,
            "channelData": {"tenant": {"id": self.tenant}},
            "locale": locale,
            "entities": [client],
        }

    async def _post(self, activity: Json) -> list[Seen]:
        headers = {"Authorization": f"Bearer {self._token()}"}
        async with self._world.session.post(self._world.url, json=activity, headers=headers) as response:
            text = await response.text()
            assert response.status == 200, text
            reply = await response.json() if text.startswith("{") else {}
        await self._world.settled()
        return [*_answered(reply), *self.arrived()]

    def _token(self) -> str:
        self.__dict__.setdefault("_signed", self._fake.token())
        return str(self.__dict__["_signed"])


def _answered(reply: Any) -> list[Seen]:
    if "task" in reply and reply["task"]["type"] == "continue":
        return [_seen("dialog", "", reply["task"]["value"]["card"]["content"])]
    return [_seen("in place", "", reply["value"])] if reply.get("type") == CARD else []


def _seen(how: str, to: str, card: Json) -> Seen:
    place = "dialog" if how == "dialog" else "channel" if to.startswith("19:") else "message"
    title = next(filter(None, shown(card).split("\n")), "")
    return Seen(how, to, title[:120], tuple(_controls(card, place)), json.dumps(card, ensure_ascii=False))


def _controls(card: Json, place: str) -> list[Control]:
    found: list[Control] = []
    for kind in ("Action.Execute", "Action.Submit"):
        for action in elements(card, kind):
            found += _pressed(card, action["data"], place)
    return found


def _pressed(card: Json, data: Json, place: str) -> list[Control]:
    if "form" in data:
        fields = {part["id"]: part for kind in INPUTS for part in elements(card, kind) if "_" in part["id"]}
        asked = frozenset(id.partition("_")[2] for id, part in fields.items() if part["isRequired"])
        return [Control("form", data["form"], data.get("value", ""), place, data, fields, asked)]
    if "input" not in data:
        return [Control("press", data["action"], data["value"], place, data)]
    id = data["input"]
    [select] = [part for part in elements(card, "Input.ChoiceSet") if part["id"] == id]
    values = [choice["value"] for choice in select["choices"]]
    return [Control("press", data["action"], value, place, {**data, id: value}) for value in values]
