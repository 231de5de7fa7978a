"""What an administrator uploads to Teams."""

from __future__ import annotations

import argparse
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from bot.config import read
from bot.core.phrasebook import Phrasebook
from bot.teams import limits, package, parse
from bot.teams.package import PackageError
from bot.wiring import jobs
from tests.fakes.teams import APP_ID
from tests.teams.dialogue import book

OUTSIDE = {"CALMA_PUBLIC_URL": "https://calma.agora.example/"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("package") / "new folder" / "calma.zip"
    package.write(path, APP_ID, book().words, site="https://calma.example/")
    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


@pytest.fixture(scope="module")
def manifest(files: dict[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files["manifest.json"])
    return found


def test_the_package_holds_what_teams_asks_for(files: dict[str, bytes]) -> None:
    assert set(files) == {"manifest.json", "es.json", "color.png", "outline.png"}


def test_the_manifest_names_the_bot_and_its_schema(manifest: dict[str, Any]) -> None:
    assert manifest["manifestVersion"] == "1.29"
    assert manifest["$schema"].endswith("/teams/v1.29/MicrosoftTeams.schema.json")
    assert manifest["id"] == manifest["bots"][0]["botId"] == APP_ID
    assert manifest["supportsChannelFeatures"] == "tier1"
    assert manifest["developer"]["privacyUrl"] == "https://calma.example/privacy"
    assert manifest["localizationInfo"] == {
        "defaultLanguageTag": "en",
        "additionalLanguages": [{"languageTag": "es", "file": "es.json"}],
    }


@pytest.mark.parametrize(
    ("environment", "site", "developer"),
    [
        # The app serves the two pages itself, and nothing else that could be its site.
        (OUTSIDE, None, ("https://calma.agora.example/terms", "https://calma.agora.example")),
        (
            OUTSIDE,
            "https://agora.example/calma",
            ("https://agora.example/calma", "https://agora.example/calma"),
        ),
        ({}, "https://agora.example/calma/", ("https://agora.example/calma", "https://agora.example/calma")),
        ({}, None, ("https://example.com", "https://example.com")),
    ],
)
def test_privacy_and_terms_lead_to_the_app_or_to_a_page_that_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    site: str | None,
    developer: tuple[str, str],
) -> None:
    settings = read({"MICROSOFT_APP_ID": APP_ID, "MICROSOFT_APP_PASSWORD": "p", **environment})
    options = argparse.Namespace(out=tmp_path / "calma.zip", site=site, version="1.0.0")
    assert jobs.teams_package(options, settings) == 0
    with zipfile.ZipFile(options.out) as written:
        named = json.loads(written.read("manifest.json"))["developer"]
    website, base = developer
    assert (named["websiteUrl"], named["privacyUrl"], named["termsOfUseUrl"]) == (
        website,
        f"{base}/privacy",
        f"{base}/terms",
    )
    warned = "set CALMA_PUBLIC_URL to where the app is reached" in capsys.readouterr().out
    assert warned == (site is None and not environment)


def test_slash_commands_are_offered_in_groups_and_are_private(manifest: dict[str, Any]) -> None:
    [bot] = manifest["bots"]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert bot["supportsTargetedMessages"] is True
    assert bot["isNotificationOnly"] is False
    triggers = {scope: found["triggers"] for found in bot["commandLists"] for scope in found["scopes"]}
    assert triggers == {"personal": ["mention"], "team": ["slash"], "groupChat": ["slash"]}


NEWER = ("triggers", "supportsTargetedMessages", "supportsChannelFeatures", "groupChat")


@pytest.mark.parametrize("cloud", ["gcchigh", "dod", "china"])
def test_clouds_that_may_know_no_newer_schema_get_an_older_one(tmp_path: Path, cloud: str) -> None:
    environment = {"MICROSOFT_APP_ID": APP_ID, "MICROSOFT_APP_PASSWORD": "p", "TEAMS_CLOUD": cloud}
    options = argparse.Namespace(out=tmp_path / "calma.zip", site="https://agora.example", version="1.0.0")
    assert jobs.teams_package(options, read(environment)) == 0
    with zipfile.ZipFile(options.out) as written:
        text = written.read("manifest.json").decode()
        spanish = json.loads(written.read("es.json"))
    found = json.loads(text)
    assert found["manifestVersion"] == "1.10"
    assert found["$schema"].endswith("/teams/v1.10/MicrosoftTeams.schema.json")
    assert [name for name in NEWER if name in text] == []
    [bot], [extension] = found["bots"], found["composeExtensions"]
    assert bot["scopes"] == ["personal", "team", "groupchat"]
    assert [each["scopes"] for each in bot["commandLists"]] == [["personal"], ["team", "groupchat"]]
    commands = [command for each in bot["commandLists"] for command in each["commands"]]
    for command in (*commands, *extension["commands"]):  # bounds of that schema
        assert len(command["title"]) <= 32
        assert len(command["description"]) <= 128
    assert all(len(text) <= 32 for name, text in spanish.items() if name.endswith("title"))


def test_all_texts_fit(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    spanish = json.loads(files["es.json"])
    short = (manifest["description"]["short"], spanish["description.short"])
    assert all(len(text) <= limits.APP_SHORT and "…" not in text for text in short)
    assert all(len(text) <= limits.APP_NAME for text in (manifest["name"]["short"], spanish["name.short"]))
    assert "…" not in files["manifest.json"].decode() + files["es.json"].decode()


def test_every_command_is_translated_and_understood(
    files: dict[str, bytes], manifest: dict[str, Any], book: Phrasebook
) -> None:
    spanish = json.loads(files["es.json"])
    titles = []
    for i, found in enumerate(manifest["bots"][0]["commandLists"]):
        assert len(found["commands"]) <= limits.COMMANDS_IN_LIST
        for j, command in enumerate(found["commands"]):
            titles += [command["title"], spanish[f"bots[0].commandLists[{i}].commands[{j}].title"]]
            assert spanish[f"bots[0].commandLists[{i}].commands[{j}].description"]
    ours = {"calm", "calma", "drill", "práctica", "checkin", "chequeo"}
    others = {"start", "inicio", "safety", "emergencia", "boundary", "límite", "help", "ayuda"}
    assert set(titles) == ours | others
    assert {"safety", "emergencia"} <= set(book.keywords.words("safety"))
    assert {"boundary", "límite"} <= set(book.keywords.words("boundary"))
    assert {book.keywords.command(title) for title in ours} == {"calm", "drill", "checkin"}


def test_the_search_is_offered_in_both_languages_and_understood(
    files: dict[str, bytes], manifest: dict[str, Any]
) -> None:
    [extension] = manifest["composeExtensions"]
    assert extension["botId"] == APP_ID
    command = extension["commands"][0]
    assert (command["id"], command["type"], command["initialRun"]) == (parse.FIND, "query", True)
    assert "compose" in command["context"]
    [parameter] = command["parameters"]
    assert parameter["name"] == parse.FIND_TEXT
    spanish = json.loads(files["es.json"])
    for place, part in (("", command), (".parameters[0]", parameter)):
        for key, limit in (("title", limits.COMMAND_TITLE), ("description", limits.COMMAND_ABOUT)):
            translated = spanish[f"composeExtensions[0].commands[0]{place}.{key}"]
            assert translated != part[key]
            assert max(len(translated), len(part[key])) <= limit


@pytest.mark.parametrize(("name", "side"), [("color.png", 192), ("outline.png", 32)])
def test_the_icons_are_sound(files: dict[str, bytes], name: str, side: int) -> None:
    pixels = png(files[name], side)
    if name == "outline.png":
        assert {pixel[:3] for pixel in pixels} == {b"\xff\xff\xff"}  # white, on nothing
        assert {pixel[3] for pixel in pixels} >= {0, 255}
    else:
        assert {pixel[3] for pixel in pixels} == {255}


def png(data: bytes, side: int) -> list[bytes]:
    """Returns the pixels, after checking the signature, the header and all checksums."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    place, packed = 8, b""
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length : place + 12 + length]) == (
            zlib.crc32(kind + body),
        )
        if kind == b"IHDR":
            assert struct.unpack(">IIBB", body[:10]) == (side, side, 8, 6)
        packed += body if kind == b"IDAT" else b""
        place += 12 + length
    raw = zlib.decompress(packed)
    row = side * 4 + 1
    assert len(raw) == row * side
    return [raw[y * row + 1 + x * 4 :][:4] for y in range(side) for x in range(side)]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        package.write(tmp_path / name, APP_ID, book().words)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize("app_id", ["", "my-bot", "5f1d0a52"])
def test_an_app_id_that_is_none_is_named(tmp_path: Path, app_id: str) -> None:
    with pytest.raises(PackageError, match="GUID"):
        package.write(tmp_path / "x.zip", app_id, book().words)
    assert not (tmp_path / "x.zip").exists()


def test_a_site_without_https_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="https://"):
        package.write(tmp_path / "x.zip", APP_ID, book().words, site="http://calma.example")
