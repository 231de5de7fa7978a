"""Walks through the app: types, and presses everything that it sees, while each step is recorded."""

from __future__ import annotations

from collections import Counter, defaultdict

from tests.old_cards.fills import FILLS
from tests.old_cards.wire import Control, Json, Seen, Typed, Wire, play
from tests.old_cards.world import World

# What ends something is pressed when everything else was.
LAST = ("remove", "retire", "erase", "stop", "off", "ignore", "decline", "close", "leave", "ended", "hide")


class Walk:
    """One session. `steps` are what was done, each with what was seen because of it.

    One that is not `whole` presses half as much of what was pressed in another language before.
    """

    def __init__(self, wire: Wire, world: World, *, whole: bool = True) -> None:
        self._wire, self._world, self._whole = wire, world, whole
        self.steps: list[Json] = []
        self.shown: list[str] = []  # all of what came of the last step
        self.waiting: dict[str, list[Control]] = defaultdict(list)
        self._done: set[tuple[str, str, str, str]] = set()
        self._counts: Counter[tuple[str, str, str]] = Counter()

    async def types(self, who: str, text: str) -> None:
        await self._step(who, does="types", text=text)

    async def does(self, who: str, what: str, text: str = "") -> None:
        """Does what is neither typing a command nor a press; see `Wire.does`."""
        await self._step(who, does=what, text=text)

    async def passes(self, minutes: float) -> None:
        """Lets time go by; what is due goes out."""
        await self._step("", does="passes", minutes=minutes)

    async def worked(self) -> None:
        """Has two groups behind it that worked for half a year, of which a report has something to tell."""
        await self._step("", does="worked")

    async def presses(self, who: str, action: str, *, of: str = "", begins: str = "") -> None:
        """Presses the newest button of an action that `who` saw, or that stands in the cards of `of`."""
        seen = (each for each in reversed(self.waiting[of or who]) if each.kind == "press")
        found = next(each for each in seen if each.action == action and each.value.startswith(begins))
        self._done.add((who, found.kind, found.action, found.value))
        await self.press(who, found)

    def sees(self, who: str, action: str) -> bool:
        """Returns whether somebody has seen a button of this action."""
        return any(each.action == action for each in self.waiting[who])

    async def sends(self, who: str, action: str, **typed: str | list[str]) -> None:
        """Sends the newest form of an action, as it stands but for what is typed."""
        forms = (each for each in reversed(self.waiting[who]) if each.kind == "form")
        found = next(each for each in forms if each.action == action)
        self._done.add((who, found.kind, found.action, found.value))
        await self.send(who, found, typed)

    async def by_hand(self, who: str, action: str, value: str = "") -> None:
        """Presses a button that no card of today has, and that an older one may have."""
        await self._step(who, does="press", place="message", sent=self._wire.button(action, value))

    async def crawl(self, who: str, *, most: int = 2, only: tuple[str, ...] = ("",)) -> None:
        """Presses all that `who` sees of the actions that begin with one of `only`, each `most` times."""
        most = most if self._whole else -(-most // 2)
        while control := self._next(who, most, only):
            self._counts[who, control.kind, control.action] += 1
            self._done.add((who, control.kind, control.action, control.value))
            if control.kind == "press":
                await self.press(who, control)
            else:
                for typed in FILLS.get(control.action, ({},)):
                    await self.send(who, control, typed)

    async def press(self, who: str, control: Control) -> None:
        await self._step(who, does="press", place=control.place, sent=control.sent)

    async def send(self, who: str, control: Control, typed: Typed) -> None:
        told = {name: self._named(value) for name, value in typed.items()}
        fields = self._wire.filled(control, told)
        await self._step(who, does="form", place=control.place, sent=control.sent, fields=fields)

    def _next(self, who: str, most: int, only: tuple[str, ...]) -> Control | None:
        def fresh(each: Control) -> bool:
            done = (who, each.kind, each.action, each.value) in self._done
            count = self._counts[who, each.kind, each.action]
            return not done and each.action.startswith(only) and count < most

        left = [each for each in self.waiting[who] if fresh(each)]
        first = [each for each in left if not each.action.rpartition(".")[2].startswith(LAST)]
        return next(iter(first or left), None)

    def _named(self, value: str | list[str]) -> str | list[str]:
        if isinstance(value, list):
            return [str(self._named(each)) for each in value]
        if value == "#":
            return self._wire.channel
        return self._wire.id(value[1:]) if value.startswith("@") else value

    async def _step(self, who: str, **step: object) -> None:
        told: Json = {"who": who, **step} if who else {**step}
        seen = await play(self._wire, self._world, told)
        self.shown = [each.whole for each in seen]
        for each in seen:
            self.waiting[self._whose(each, who)] += each.controls
        self.steps.append({**told, "seen": [each.line() for each in seen]})

    def _whose(self, seen: Seen, who: str) -> str:
        if seen.to.startswith(self._wire.channel):
            return "channel"
        names = [
            name
            for name in PEOPLE
            if seen.to in {f"a:{name}", self._wire.id(name), f"D{self._wire.id(name)}"}
        ]
        return names[0] if names else who


PEOPLE = [f"{name}{language}" for name in ("ana", "luis", "eva", "rosa") for language in ("", "-es")]
