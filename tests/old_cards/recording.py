"""The recording as a file: one step a line, and what is long and comes often only once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.slack.render import action_of
from tests.old_cards.wire import Json

FILE = Path(__file__).parent / "cards.json"


@dataclass(frozen=True)
class Session:
    """One journey on one platform in one language, step by step, each with what was `seen`."""

    platform: str
    journey: str
    language: str
    steps: list[Json]

    @property
    def name(self) -> str:
        return f"{self.journey}, {self.platform}, {self.language}"


def action(step: Json) -> str:
    """Returns the action that a step presses or sends, "" for one that does neither."""
    sent = step.get("sent", {})
    pressed = sent.get("action") or action_of(sent.get("action_id", ""))
    return str(sent.get("form") or sent.get("callback_id") or pressed)


def write(sessions: list[Session]) -> None:
    """Writes the recording."""
    shared: dict[str, int] = {}
    parts = [_packed(session, shared) for session in sessions]
    table = ",\n".join(shared)
    FILE.write_text(f'{{"shared": [\n{table}\n],\n"sessions": [\n{",".join(parts)}]}}\n', encoding="utf-8")


def read() -> list[Session]:
    """Returns the recording."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    shared = told["shared"]
    return [
        Session(
            each["platform"], each["journey"], each["language"], [_unpacked(s, shared) for s in each["steps"]]
        )
        for each in told["sessions"]
    ]


def _packed(session: Session, shared: dict[str, int]) -> str:
    head = {"platform": session.platform, "journey": session.journey, "language": session.language}
    lines = ",\n".join(_text(_shortened(step, shared)) for step in session.steps)
    return f'{_text(head)[:-1]}, "steps": [\n{lines}\n]}}\n'


def _shortened(step: Json, shared: dict[str, int]) -> Json:
    seen = [_place(each, shared) for each in step["seen"]]
    return {**step, **{name: _place(step[name], shared) for name in _LONG if name in step}, "seen": seen}


def _unpacked(step: Json, shared: list[Json]) -> Json:
    seen = [shared[place] for place in step["seen"]]
    return {**step, **{name: shared[step[name]] for name in _LONG if name in step}, "seen": seen}


_LONG = ("sent", "fields")


def _place(part: Json, shared: dict[str, int]) -> int:
    return shared.setdefault(_text(part), len(shared))


def _text(part: object) -> str:
    return json.dumps(part, ensure_ascii=False)


def pressed(sessions: list[Session]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yields the platform, and the kind and action, of everything that was pressed or sent."""
    for session in sessions:
        for step in session.steps:
            if name := action(step):
                yield session.platform, (step["does"], name)
