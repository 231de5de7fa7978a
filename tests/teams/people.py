"""The coach as it is shipped behind the Teams edge, and people who use it by what their cards show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.teams.edge import Teams
from tests.build import build
from tests.conftest import PHRASEBOOK
from tests.fakes.teams import TENANT, FakeTeams, elements, filled, shown
from tests.teams.dialogue import Dialogue, Json, Settings

MANAGERS = frozenset({"aad-rosa"})
CARD = "application/vnd.microsoft.card.adaptive"


class Shipped(Dialogue):
    """The bot with a Calma of its own, all of it in memory."""

    def __init__(self, teams: FakeTeams, managers: frozenset[str] = MANAGERS, **settings: Any) -> None:
        # Instead of what a Dialogue opens: Calma brings its own desk and stores.
        self.teams = teams
        self.house = build(PHRASEBOOK)
        told = Settings(teams.openid_url, teams.login_url, **settings)
        house = self.house
        self.edge = Teams(house.desk, house.phrasebook, told, house.stores.references, managers)

    async def start(self, *, prefetch: bool = True) -> None:
        await self.house.start()
        await super().start(prefetch=prefetch)

    async def close(self) -> None:
        await super().close()
        await self.house.close()

    async def drain(self) -> None:
        """Sends the notices that are due."""
        await self.house.drainer([self.edge]).drain()


class Member:
    """Somebody in Teams. `card` is what they look at: a message, or the dialog that is open."""

    def __init__(self, chat: Shipped, name: str, *, tenant: str = TENANT, locale: str = "en-US") -> None:
        self._chat = chat
        self.id, self.conversation = f"aad-{name}", f"a:{name}"
        where = {"id": self.conversation, "conversationType": "personal", "tenantId": tenant}
        self.who: Json = {
            "from": {"id": f"29:{name}", "name": name.title(), "aadObjectId": self.id},
            "conversation": where,
            "channelData": {"tenant": {"id": tenant}},
            "locale": locale,
            "entities": [],
        }
        self.card: Json = {"body": []}

    @property
    def text(self) -> str:
        """All that the card shows."""
        return shown(self.card)

    @property
    def labels(self) -> list[str]:
        """The labels of the card's buttons."""
        return [action["title"] for action in self._actions()]

    @property
    def words(self) -> list[tuple[str, str]]:
        """The wordings of the phrases in the order in which they stand, each after its language."""
        blocks = [part for part in elements(self.card, "RichTextBlock") if "lang" in part]
        return [(part["lang"], "".join(run["text"] for run in part["inlines"])) for part in blocks]

    async def types(self, text: str) -> None:
        """Writes to the bot."""
        before = len(self._chat.teams.calls)
        reply = await self._chat.send(self._chat.teams.message(text, **self.who))
        assert reply.status == 200
        [call] = self._chat.teams.calls[before:]
        assert call.conversation == self.conversation
        self._sees(call.card)

    def data(self, label: str) -> Json:
        """Returns what a button carries; where it stands there twice, both carry the same."""
        carried: list[Json] = [action["data"] for action in self._actions() if action["title"] == label]
        data, *others = carried
        assert all(other == data for other in others)
        return data

    async def presses(self, label: str) -> None:
        """Presses a button of the card."""
        await self.forces(self.data(label))

    async def chooses(self, label: str, place: int) -> None:
        """Chooses an option of a select in a message, and presses the button beside it."""
        [select] = [part for part in elements(self.card, "Input.ChoiceSet") if part["label"] == label]
        [data] = [a["data"] for a in self._actions() if a["data"].get("input") == select["id"]]
        await self.forces({**data, select["id"]: select["choices"][place]["value"]})

    async def forces(self, data: Json) -> None:
        """Presses what a button carried, whether it is on the card or not."""
        before = len(self._chat.teams.calls)
        reply = await self._chat.send(self._chat.teams.execute(data, replyToId="card-1", **self.who))
        assert reply.status == 200
        calls = self._chat.teams.calls[before:]
        self._sees(reply.json["value"] if reply.json["type"] == CARD else calls[-1].card)

    async def opens(self, label: str) -> None:
        """Presses a button that opens a dialog."""
        data = self.data(label)
        assert data["msteams"] == {"type": "task/fetch"}
        self._sees(await self._chat.dialog(self._chat.teams.opens(data, **self.who)))

    async def sends(self, **typed: Any) -> None:
        """Fills in the dialog and sends it."""
        data = filled(self.card, **typed)
        self._sees(await self._chat.dialog(self._chat.teams.sends(data, **self.who)))

    async def goes_back(self, **typed: Any) -> None:
        """Goes back a step in the dialog, with what stands in its fields by then."""
        back = {**self.card, "actions": self.card["actions"][:-1]}
        self._sees(await self._chat.dialog(self._chat.teams.sends(filled(back, **typed), **self.who)))

    async def forces_in_dialog(self, label: str) -> None:
        """Presses a button in the dialog that is open."""
        self._sees(await self._chat.dialog(self._chat.teams.sends(self.data(label), **self.who)))

    async def searches(self, text: str) -> list[Json]:
        """Types into the search of the compose box."""
        return await self._chat.search(self._chat.teams.searches(text, **self.who))

    def reads(self) -> None:
        """Looks at the last message that came into their chat."""
        found = [call for call in self._chat.teams.calls if call.conversation == self.conversation]
        self._sees(found[-1].card)

    def field(self, name: str) -> Json:
        """Returns an input of the dialog."""
        kinds = ("Input.Text", "Input.Number", "Input.ChoiceSet")
        parts = [part for kind in kinds for part in elements(self.card, kind)]
        [found] = [part for part in parts if part["id"].partition("_")[2] == name]
        return found

    def error(self, name: str) -> str:
        """Returns what stands right below an input of the dialog."""
        ids = [part.get("id", "") for part in self.card["body"]]
        [place] = [i for i, found in enumerate(ids) if found.partition("_")[2] == name]
        return shown({"body": [self.card["body"][place + 1]]})

    def _actions(self) -> Iterator[Json]:
        for kind in ("Action.Execute", "Action.Submit"):
            yield from elements(self.card, kind)

    def _sees(self, card: Json) -> None:
        self.card = card
        assert "That didn't work" not in self.text
        assert "Algo falló de nuestro lado" not in self.text
