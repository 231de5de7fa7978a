"""The Teams app package: what an administrator uploads."""

from __future__ import annotations

import json
import math
import re
import struct
import uuid
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.core.card import clip, plain
from bot.core.errors import CalmaError
from bot.core.words import FALLBACK, Words
from bot.teams import limits, parse

_VERSION = re.compile(r"\d{1,5}\.\d{1,5}\.\d{1,5}", re.ASCII)
Shade = Callable[[float, float], tuple[int, int, int, int]]  # x, y in 0…1 → red, green, blue, alpha
ACCENT = "#0F766E"
_TEAL, _WHITE, _CLEAR = (15, 118, 110, 255), (255, 255, 255, 255), (255, 255, 255, 0)
_SAMPLES = 3  # a side, for each pixel: soft edges
VERSION = "1.29"  # the first schema with targeted messages and slash commands
# What the clouds of governments and of China take of these schemas is published nowhere; this one is old
# enough for all of them, and lacks slash commands, messages for one person, and private channels.
PLAIN_VERSION = "1.10"
_SCHEMAS = "https://developer.microsoft.com/en-us/json-schemas/teams"
NOBODYS = "https://example.com"  # where nobody has named a page
_COMMANDS = ("start", "calm", "safety", "boundary", "drill", "checkin", "help")

# In a 1:1 chat the list helps with typing; in a group only the private way is offered, by slash.
_LISTS: tuple[dict[str, list[str]], ...] = (
    {"scopes": ["personal"], "triggers": ["mention"]},
    {"scopes": ["team", "groupChat"], "triggers": ["slash"]},
)


def color() -> bytes:
    """Returns the colour icon, a PNG of 192×192: white on teal, within the safe middle."""

    def shade(x: float, y: float) -> tuple[int, int, int, int]:
        x, y = (x - 0.5) / 0.62 + 0.5, (y - 0.5) / 0.62 + 0.5
        return _WHITE if _bubble(x, y, 0.0) and not _wave(x, y, 0.035) else _TEAL

    return _png(192, shade)


def outline() -> bytes:
    """Returns the outline icon, a PNG of 32×32: white lines on nothing."""

    def shade(x: float, y: float) -> tuple[int, int, int, int]:
        line = _bubble(x, y, 0.0) and not _bubble(x, y, 0.075)
        return _WHITE if line or _wave(x, y, 0.04) else _CLEAR

    return _png(32, shade)


def _bubble(x: float, y: float, inset: float) -> bool:
    """Whether a point is in the bubble, made smaller by `inset` all around."""
    reach_x, reach_y, radius = 0.46 - inset, 0.36 - inset, 0.2
    over_x, over_y = abs(x - 0.5) - reach_x + radius, abs(y - 0.42) - reach_y + radius
    body = math.hypot(max(over_x, 0.0), max(over_y, 0.0)) + min(max(over_x, over_y), 0.0) <= radius
    # The tail: left of a slope and right of an upright, below the middle.
    tail = x >= 0.22 + inset and 0.5 <= y <= 0.97 - 2.2 * inset and y - 0.55 <= (0.56 - inset - x) * 1.24
    return body or tail


def _wave(x: float, y: float, half: float) -> bool:
    """Whether a point is on the wave, which is twice `half` thick."""
    middle = 0.42 - 0.075 * math.sin((x - 0.2) / 0.6 * 3 * math.pi)
    return 0.2 <= x <= 0.8 and abs(y - middle) <= half


def _png(side: int, shade: Shade) -> bytes:
    rows = b"".join(
        b"\0" + b"".join(_pixel(column, row, side, shade) for column in range(side)) for row in range(side)
    )
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)  # 8 bits, RGBA
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixel(column: int, row: int, side: int, shade: Shade) -> bytes:
    steps = [(i + 0.5) / _SAMPLES for i in range(_SAMPLES)]
    seen = [shade((column + dx) / side, (row + dy) / side) for dx in steps for dy in steps]
    return bytes(round(sum(sample[i] for sample in seen) / len(seen)) for i in range(4))


class PackageError(CalmaError):
    """The package cannot be made; the message says what to mend."""


def write(
    path: Path,
    app_id: str,
    words: Words,
    *,
    site: str = NOBODYS,
    website: str = "",
    version: str = "1.0.0",
    slash: bool = True,
) -> None:
    """Writes the package to `path`; the same input gives the same bytes. Raises PackageError.

    With `slash` it is of a schema that has slash commands, else of one that every cloud takes. Below `site`
    are `/privacy` and `/terms`; `website` is what is said to be the app's page, where it is another one.
    Teams takes an update only under a higher `version`.
    """
    try:
        app_id = str(uuid.UUID(app_id))
    except ValueError as error:
        raise PackageError(
            f"MICROSOFT_APP_ID is “{app_id}”: copy the bot's app id, a GUID, from Azure."
        ) from error
    if not _VERSION.fullmatch(version):
        raise PackageError(f"--version is “{version}”: give three numbers, such as 1.0.1.")
    if not site.startswith("https://"):
        raise PackageError(f"--site is “{site}”: give an address that begins with https://.")
    others = [language for language in words.languages if language != FALLBACK]
    manifest = _manifest(app_id, words, others, site.rstrip("/"), version)
    manifest["developer"]["websiteUrl"] = (website or site).rstrip("/")
    manifest = manifest if slash else _plain(manifest)
    files = {"manifest.json": _json(manifest)}
    files |= {f"{language}.json": _json(_localized(words, language)) for language in others}
    files |= {"color.png": color(), "outline.png": outline()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w") as package:
            for name, data in files.items():
                package.writestr(_entry(name), data)
    except OSError as error:
        raise PackageError(f"{path} cannot be written ({error.strerror}): name another file.") from error


def _manifest(app_id: str, words: Words, others: list[str], site: str, version: str) -> dict[str, Any]:
    texts = _texts(words, FALLBACK)
    return {
        "$schema": f"{_SCHEMAS}/v{VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": VERSION,
        "version": version,
        "id": app_id,
        "developer": {
            "name": texts["name.short"],
            "privacyUrl": f"{site}/privacy",
            "termsOfUseUrl": f"{site}/terms",
        },
        "localizationInfo": {
            "defaultLanguageTag": FALLBACK,
            "additionalLanguages": [{"languageTag": code, "file": f"{code}.json"} for code in others],
        },
        "name": {"short": texts["name.short"], "full": texts["name.full"]},
        "description": {"short": texts["description.short"], "full": texts["description.full"]},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        # Since 1.25 Teams refuses an app for teams without it, though the schema does not ask for it.
        "supportsChannelFeatures": "tier1",
        "bots": [
            {
                "botId": app_id,
                "scopes": ["personal", "team", "groupChat"],
                "supportsFiles": False,
                "isNotificationOnly": False,
                "supportsTargetedMessages": True,
                "commandLists": [{**where, "commands": _commands(words, FALLBACK)} for where in _LISTS],
            }
        ],
        "composeExtensions": [
            {"botId": app_id, "canUpdateConfiguration": False, "commands": _extension(words, FALLBACK)}
        ],
        "validDomains": [],
    }


def _plain(manifest: dict[str, Any]) -> dict[str, Any]:
    """Returns a manifest in the older schema, which calls a group chat another name."""
    newer = {"supportsChannelFeatures", "supportsTargetedMessages", "triggers"}

    def older(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: older(value) for name, value in part.items() if name not in newer}
        if isinstance(part, list):
            return [older(value) for value in part]
        return "groupchat" if part == "groupChat" else part

    plain: dict[str, Any] = older(manifest)
    schema = f"{_SCHEMAS}/v{PLAIN_VERSION}/MicrosoftTeams.schema.json"
    return {**plain, "$schema": schema, "manifestVersion": PLAIN_VERSION}


def _localized(words: Words, language: str) -> dict[str, str]:
    texts = _texts(words, language)
    for i in range(len(_LISTS)):
        for j, command in enumerate(_commands(words, language)):
            texts |= {f"bots[0].commandLists[{i}].commands[{j}].{key}": text for key, text in command.items()}
    for i, command in enumerate(_extension(words, language)):
        fields = enumerate(command.get("parameters", ()))
        parts: dict[str, Any] = {"": command} | {f".parameters[{j}]": field for j, field in fields}
        for place, part in parts.items():
            for key in ("title", "description"):
                texts[f"composeExtensions[0].commands[{i}]{place}.{key}"] = part[key]
    return texts


def _texts(words: Words, language: str) -> dict[str, str]:
    say = words.speaker(language)
    return {
        "name.short": clip(say("teams.name"), limits.APP_NAME),
        "name.full": clip(say("teams.full_name"), limits.APP_NAME_FULL),
        "description.short": clip(say("teams.short"), limits.APP_SHORT),
        "description.full": clip(plain(say("teams.full")), limits.APP_FULL),
    }


def _commands(words: Words, language: str) -> list[dict[str, str]]:
    # The title is what arrives as the message when somebody picks the command: `parse` knows them all.
    say = words.speaker(language)
    return [
        {
            "title": clip(say(f"teams.command.{name}"), limits.COMMAND_TITLE),
            "description": clip(say(f"teams.command.{name}.about"), limits.COMMAND_ABOUT),
        }
        for name in _COMMANDS
    ]


def _extension(words: Words, language: str) -> list[dict[str, Any]]:
    """Returns the search, and the actions: one while somebody writes, by `/` too, and one on a message."""
    # A search does not stand in the `/` menu, an action does.
    writing: dict[str, Any] = {"context": ["compose", "commandBox"], "triggers": ["slash"]}
    return [
        _search(words, language),
        {**_action(words, language, parse.PICK, "teams.pick"), **writing},
        {**_action(words, language, parse.FOR_THIS, "teams.for_this"), "context": ["message"]},
    ]


def _action(words: Words, language: str, id: str, key: str) -> dict[str, Any]:
    say = words.speaker(language)
    return {
        "id": id,
        "type": "action",
        "fetchTask": True,
        "title": clip(say(key), limits.COMMAND_TITLE),
        "description": clip(say(f"{key}.about"), limits.COMMAND_ABOUT),
    }


def _search(words: Words, language: str) -> dict[str, Any]:
    """Returns the search that puts a phrase into the message somebody is writing."""
    say = words.speaker(language)
    return {
        "id": parse.FIND,
        "type": "query",
        "context": ["compose", "commandBox"],
        "title": clip(say("teams.find"), limits.COMMAND_TITLE),
        "description": clip(say("teams.find.about"), limits.COMMAND_ABOUT),
        "initialRun": True,
        "parameters": [
            {
                "name": parse.FIND_TEXT,
                "title": clip(say("teams.find.text"), limits.COMMAND_TITLE),
                "description": clip(say("teams.find.text.about"), limits.COMMAND_ABOUT),
                "inputType": "text",
            }
        ],
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # or else the bytes tell the machine it was made on
    entry.external_attr = 0o644 << 16
    return entry
