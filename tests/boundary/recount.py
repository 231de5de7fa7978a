"""What really happened over some presses, counted by hand: no event of the program is looked at.

It holds what was pressed as a pile; to take a press back is to take it off the pile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.policy import AbuseKind, ContactEnding, Policy
from bot.features.boundary.protocol import ProtocolMove as Move

NUMBERS = ("no", "one", "two", "three")
AFTER = {
    AbuseKind.INSULTS: "insults",
    AbuseKind.SLURS: "slurs or hate",
    AbuseKind.SEXUAL: "sexual remarks",
    AbuseKind.THREAT: "a threat",
    AbuseKind.OTHER: "abuse",
}
CLOSINGS = {Move.STOPPED, Move.ENDED, Move.TRANSFERRED, Move.HUNG_UP, Move.LEAVE}


@dataclass
class Call:
    """One contact as it was gone through."""

    came: str
    at: datetime
    said: list[datetime] = field(default_factory=list)
    kind: AbuseKind | None = None
    zero: bool = False
    closing: tuple[Move, datetime] | None = None


@dataclass
class Pile:
    """What was pressed and holds."""

    rules: Policy
    now: datetime
    pressed: list[tuple[Move | AbuseKind, datetime]] = field(default_factory=list)
    lost: list[datetime] = field(default_factory=list)  # warnings that were taken back
    mistake: datetime | None = None
    began: datetime | None = None

    def __post_init__(self) -> None:
        self.began = self.now

    @property
    def calls(self) -> list[Call]:
        """Every contact, gone through anew."""
        assert self.began
        calls = [Call("", self.began)]
        for what, at in self.pressed:
            last = calls[-1]
            if isinstance(what, AbuseKind):
                last.kind, last.zero = what, last.zero or what in self.rules.zero_tolerance
            elif what in (Move.CALLED, Move.CALLBACK):
                calls.append(Call(what.value, at))
            elif what is Move.SAID:
                last.said.append(at)
            elif what is Move.REOPEN:
                last.closing = None
            elif what in CLOSINGS:
                last.closing = (what, at)
        return calls

    def due(self, number: int) -> int:
        """How many warnings a contact needs."""
        before = self.calls[:number]
        if any(call.zero for call in before):
            return 1
        return max(1, self.rules.warnings - sum(len(call.said) for call in before))

    def press(self, what: Move | AbuseKind, back: int, seconds: int) -> None:
        """Somebody presses a button on a card that is `back` steps old, so much later."""
        self.now += timedelta(seconds=seconds)
        if self.mistake:
            return
        if isinstance(what, AbuseKind):
            told = [kind for kind, _ in self.pressed if isinstance(kind, AbuseKind)]
            if self.calls[-1].closing is None and told[-1:] != [what]:
                self.pressed.append((what, self.now))
        elif not back and what is Move.UNDO:
            self._undo()
        elif not back and self._allowed(what):
            self.pressed.append((what, self.now))

    def _allowed(self, what: Move) -> bool:
        number, call = len(self.calls) - 1, self.calls[-1]
        if call.closing is None:
            if what is Move.SAID:
                return not call.zero and len(call.said) < self.due(number)
            finish = Move.ENDED if self.rules.ending is ContactEnding.END else Move.TRANSFERRED
            return what in {Move.STOPPED, Move.HUNG_UP, Move.LEAVE, finish}
        if call.closing[0] in {Move.STOPPED, Move.LEAVE}:
            return what is Move.REOPEN
        return what in {Move.CALLED, Move.CALLBACK}

    def _undo(self) -> None:
        # What a kind changed nothing by but words is no press to take back.
        places = [
            place
            for place, (what, _) in enumerate(self.pressed)
            if not isinstance(what, AbuseKind) or what in self.rules.zero_tolerance
        ]
        assert self.began
        last, at = self.pressed[places[-1]] if places else (None, self.began)
        if last is Move.LEAVE or self.now - at > timedelta(minutes=1):
            return
        if last is None:
            self.mistake = self.now
            return
        if last is Move.SAID:
            self.lost.append(at)
        del self.pressed[places[-1]]

    def followed(self, number: int) -> bool | None:
        """Whether the policy was followed in a contact that the agent ended."""
        call = self.calls[number]
        if call.closing is None or call.closing[0] not in {Move.ENDED, Move.TRANSFERRED}:
            return None
        return call.kind in self.rules.zero_tolerance or len(call.said) >= self.due(number)

    def sentence(self) -> str:
        """What is true of it, in English, in UTC."""
        if self.mistake:
            return f"Opened by mistake, taken back {clock(self.mistake)}."
        parts = [part for number in range(len(self.calls)) for part in self._told(number)]
        parts += [f"A warning noted at {clock(at)} was taken back." for at in self.lost]
        return " ".join(parts)

    def _told(self, number: int) -> list[str]:
        call, followed = self.calls[number], self.followed(number)
        came = {"": [], "called": [f"They came back {clock(call.at)}."]}
        parts = list(came.get(call.came, [f"Called back {clock(call.at)}."]))
        if call.said:
            parts.append(f"Warned {listed(call.said)}.")
        elif followed is not False:
            parts.append("No warning was said.")
        if call.closing is None:
            return [*parts, "Still open."]
        how, at = call.closing[0], clock(call.closing[1])
        verb = {
            Move.ENDED: "Ended",
            Move.TRANSFERRED: "Passed on",
            Move.HUNG_UP: "They hung up",
            Move.STOPPED: "They stopped",
            Move.LEAVE: "Set aside",
        }[how]
        if followed is False:
            said = ("without a warning", "after one warning", "after two warnings")[len(call.said)]
            count = NUMBERS[self.due(number)]
            end = f", this time {said}; due: {count}." if number else f" {said}; the policy has {count}."
            return [*parts, f"{verb} {at}{end}"]
        parts.append(f"{verb} {at}.")
        if followed and len(call.said) < self.due(number):
            assert call.kind
            return [*parts, f"Policy followed: no warning is needed after {AFTER[call.kind]}."]
        return [*parts, "Policy followed."] if followed else parts


def clock(at: datetime) -> str:
    """A time of day as it is shown."""
    return f"{at:%H:%M} UTC"


def listed(times: list[datetime]) -> str:
    """Times in one line."""
    *before, last = (clock(at) for at in times)
    return f"{', '.join(before)} and {last}" if before else last
