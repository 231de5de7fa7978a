"""Has Microsoft's own renderer of Adaptive Cards draw the cards of the app, and tells what it complains of.

What it needs is fetched into build/cards, which git ignores: the npm package `adaptivecards`, by `npm pack`;
nothing of it runs outside the browser. Charts are elements of Teams alone: this renderer knows none of them
and draws their `fallback`, as an old client does. The JSON schema of Adaptive Cards is in no such package:
`--schema FILE` holds the cards against one that was taken from adaptivecards.io.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match
from playwright.async_api import Page, async_playwright

from bot.core import card as c
from bot.core.chat import Answer, Ask, Command, Person, Press, Reply, Role, Submit
from bot.core.errors import Unavailable
from bot.playground import people
from bot.teams.form import form_card, labels
from bot.teams.render import adaptive_card
from bot.teams.shown import answer
from bot.wiring.demo.filling import MANAGER, fill
from bot.wiring.demo.people import GROUPS
from tests import plots
from tests.browser import conftest
from tests.harness import PLATFORM, TENANT, Actor, Harness, Test, filled

FOLDER = Path("build/cards")
PACKAGE = "adaptivecards@3.0.6"
WIDTH = 300  # pixels of a card beside a meeting
TYPED = {
    "calm": (
        *(
            "",
            "help",
            "yelling",
            "le está gritando",
            "printer toner",
            "abuse",
            "caller is suicidal",
            "methods",
        ),
        *(
            "learn",
            "channel chat",
            "industry healthcare",
            "don't say",
            "settings",
            "mine",
            "privacy",
            "starter",
        ),
        *("team", "shift", "home"),
    ),
    "drill": ("", "roleplay", "roleplay swap", "schedule", "items", "team", "results", "me"),
    "checkin": ("", "settings", "team", "units", "schedule"),
    "home": ("",),
    "hello": ("",),
}
# Behind these everything is pressed, chosen and sent as it stands, and once more on what comes of that.
LED = {"calm": ("report", "digest", "records", "figures", "minute", "minute now")}
OWN = {"calm": ("minute", "minute now")}
START = {"home": ("",)}
SUNDAY = datetime(2026, 11, 29, 14, tzinfo=UTC)
PERIODS = 4  # of a made-up team: enough for each part of a report
OTHER = {"calm": "calma", "drill": "practica", "checkin": "chequeo"}  # the commands in Spanish
# What it says of each card: that it knows no chart; and every other time that it knows no language, as the
# pattern that it tests one by remembers where the last one ended.
KNOWN = ("Chart.", 'property "lang"')
PICKER = "must have at least one choice"  # those of a people picker come from Teams
BEYOND = {"msteams", "lang", "choices.data", "filtered"}  # what Teams takes and the JSON schema does not know
CHANNELS = {"19:support": "Support"}  # those that Teams told of
# In version 1.6, whose people picker Teams has taken in, with as many actions in a row as Teams shows.
DRAW = """([json, width]) => {
  const said = [];
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_6);
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig({ actions: { maxActions: 6 }, supportsInteractivity: true });
  card.parse(JSON.parse(json), context);
  for (let i = 0; i < context.eventCount; i++) said.push(context.getEventAt(i).message);
  const invalid = card.validateProperties();
  said.push(...invalid.validationEvents.map((event) => event.message));
  const drawn = card.render();
  if (!drawn) return [...said, "nothing is drawn"];
  drawn.style.width = `${width}px`;
  document.body.replaceChildren(drawn);
  if (!drawn.innerText.trim()) said.push("no text is drawn");
  if (drawn.scrollWidth > width + 1) said.push(`${drawn.scrollWidth} pixels wide`);
  return said;
}"""


@dataclass
class Collection:
    """The cards and forms that somebody gets, as Teams is sent them, each once."""

    app: Harness
    found: dict[str, str] = field(default_factory=dict)  # the JSON of each, with how one comes to it

    async def walk(self, person: Person, typed: Mapping[str, Sequence[str]], steps: int = 1) -> None:
        """Types all of that, and so many steps behind what comes does whatever can be done, each once."""
        names = {name: OTHER.get(name, name) if person.language == "es" else name for name in typed}
        asks: dict[object, tuple[str, Ask]] = {
            (name, text): (f"{_who(person)} /{names[name]} {text}", Command(person, names[name], text))
            for name, texts in typed.items()
            for text in texts
        }
        done = set[object]()
        for _ in range(steps + 1):
            done |= asks.keys()
            behind: dict[object, tuple[str, Ask]] = {}
            for way, ask in asks.values():
                reply = await self.app.calma.desk.answer(ask)
                self.add(way, reply)
                for label, step in _ways_on(person, reply):
                    behind.setdefault((step.action, step.value), (f"{way} [{label}]", step))
            asks = {key: step for key, step in behind.items() if key not in done}

    async def week(self, language: str) -> None:
        """Has Marta switch on her digest and the minute, and offer that; adds what comes in a day."""
        marta = Actor(
            self.app, MANAGER, language, Role.MANAGER, tenant=people.TENANT, platform=people.PLATFORM
        )
        await self.app.stores.people.appoint_person(people.TENANT, MANAGER, Role.MANAGER)
        await self.app.stores.people.complete_person(marta.person)
        await marta.types("figures")
        await marta.presses("figures.upload")
        assert marta.form
        example = next(f.value for f in marta.form.fields if f.name == "example" and isinstance(f, c.Input))
        await marta.sends(file=example)
        for command, action in (("digest", "report.digest.on"), ("minute", "minute.set")):
            await marta.types(command)
            await marta.presses(action)
        await marta.sends(days=tuple("0123456"))
        await marta.presses("minute.offer")
        await marta.sends(group=next(group.id for group in GROUPS))
        await self.app.passes(step=15, hours=30)
        for _, card, key in self.app.mail.sent:
            self.add(f"{language} {key}", Answer(card))

    def add(self, way: str, reply: Reply) -> None:
        """Adds what a reply is sent as."""
        words = self.app.book.words
        if isinstance(reply, Answer):
            self.found.setdefault(answer(reply.card, words).json, way)
        elif isinstance(reply, c.Form):
            card = form_card(reply, labels(words.speaker(reply.language), CHANNELS))
            self.found.setdefault(json.dumps(card), way)


def _who(person: Person) -> str:
    return f"{person.language} {person.role.name.lower()}"


def _ways_on(person: Person, reply: Reply) -> Iterator[tuple[str, Press | Submit]]:
    """Yields what can be done with a reply, each with its label."""
    if isinstance(reply, c.Form):
        yield reply.send, filled(person, reply, {})
    for element in reply.card.elements if isinstance(reply, Answer) else ():
        if isinstance(element, c.Buttons):
            for button in element.buttons:
                yield button.label, Press(person, button.action, button.value)
        if isinstance(element, c.Choice):
            for option in element.options:
                yield option.label, Press(person, element.action, option.value)


async def collected() -> dict[str, str]:
    """Returns the JSON of the cards of agents and managers in both languages, and of two plots.

    Those of a team about which there is nothing yet, and a manager's about one with some months behind it.
    """
    all_found = {json.dumps(adaptive_card(plots.CARD)): "two plots"}
    for language in ("en", "es"):
        for role in (Role.AGENT, Role.MANAGER):
            app = Harness()
            collection = Collection(app, all_found)
            await collection.walk(Person(TENANT, PLATFORM, "ana", language, role, name="Ana"), TYPED)
            _check(app)
        await _made_up(language, all_found)
    return all_found


async def _made_up(language: str, all_found: dict[str, str]) -> None:
    app = Harness(now=SUNDAY)
    app.edge = Test(app.mail, app.channels, people.PLATFORM)
    app.drainer = app.new_drainer()
    await fill(app.stores, app.book, 7, SUNDAY, PERIODS)
    collection = Collection(app, all_found)
    await collection.week(language)
    for who, typed in ((MANAGER, LED), ("ana", OWN)):
        await collection.walk(people.person(who, language), typed, steps=2)
        await collection.walk(people.person(who, language), START)
    # By now managers see who practised.
    await collection.walk(people.person(MANAGER, language), {"calm": ("records",)}, steps=2)
    _check(app)


def _check(app: Harness) -> None:
    # On a machine that is busy, a part of the start may be late, and is left out.
    errors = [error for error in app.errors if not isinstance(error, Unavailable)]
    assert not errors, errors


async def complaints(script: Path, cards: dict[str, str]) -> list[str]:
    """Returns what the renderer says of each card, and what the browser says."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = await browser.new_page()
        told: list[str] = []
        page.on("pageerror", lambda error: told.append(str(error)))
        await page.add_script_tag(path=script)
        # Markdown is shown as it is: what would be at work in it, tests/sinks tells.
        await page.evaluate(
            "() => { AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, to) => {"
            " to.outputHtml = text.replace(/</g, '&lt;'); to.didProcess = true; } }"
        )
        for card, way in cards.items():
            told += [f"{way}: {line}" for line in await _drawn(page, card)]
        await browser.close()
    return told


def chromium() -> str:
    """Returns where this machine's Chromium is; ends with a line where there is none."""
    return conftest.chromium() or sys.exit(
        "There is no Chromium on this machine: install one, or name it in CHROMIUM."
    )


async def _drawn(page: Page, card: str) -> list[str]:
    said: list[str] = await page.evaluate(DRAW, [card, WIDTH])
    known = (*KNOWN, PICKER) if '"choices.data"' in card else KNOWN
    return [line for line in said if not any(part in line for part in known)]


def against(schema: Path, cards: dict[str, str]) -> list[str]:
    """Returns where cards are not as a JSON schema says, but for what is Teams' own."""
    validator = Draft6Validator(json.loads(schema.read_text(encoding="utf-8")))
    return [
        f"{way}: {error.json_path}: {error.message[:200]}"
        for card, way in cards.items()
        if (error := best_match(validator.iter_errors(_at_large(json.loads(card)))))
    ]


def _at_large(part: Any) -> Any:
    if isinstance(part, list):
        return [_at_large(item) for item in part]
    if not isinstance(part, dict):
        return part
    if str(part.get("type", "")).startswith("Chart."):
        return _at_large(part["fallback"])
    return {key: _at_large(value) for key, value in part.items() if not {key, str(value)} & BEYOND}


def fetched() -> Path:
    """Returns the renderer's script, from npm where it is not here yet."""
    script = FOLDER / "package/dist/adaptivecards.min.js"
    if not script.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        packing = subprocess.run(
            ["npm", "pack", PACKAGE, "--silent"], cwd=FOLDER, capture_output=True, text=True
        )
        if packing.returncode:
            sys.exit(f"npm does not give {PACKAGE}: {packing.stderr.strip()}")
        with tarfile.open(FOLDER / packing.stdout.strip().splitlines()[-1]) as archive:
            archive.extractall(FOLDER, filter="data")
    return script


def main() -> None:
    """Tells how many cards were drawn and what was wrong with them; ends with 1 where something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--schema", type=Path, help="a JSON schema of Adaptive Cards to hold the cards against"
    )
    schema: Path | None = parser.parse_args().schema
    script, cards = fetched(), asyncio.run(collected())
    told = asyncio.run(complaints(script, cards)) + (against(schema, cards) if schema else [])
    print(*told, sep="\n")
    charts = sum('"Chart.' in card for card in cards)
    print(
        f"{len(cards)} cards and forms drawn by {PACKAGE}, {charts} of them with charts by their fallback;",
        f"{len(told)} complaints.",
    )
    sys.exit(bool(told))


if __name__ == "__main__":
    main()
