"""What the doctor says of an installation, well and broken in every way: a line each, and never a trace."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import main
from bot import config
from bot.store.sql.in_use import alone_with, in_use
from bot.wiring.doctor import findings, job
from bot.wiring.doctor.findings import Finding, checked, side_by_side
from bot.wiring.doctor.phrasebook import PhrasebookReading
from bot.wiring.privacy import copies_job
from tests import processes
from tests.conftest import PHRASEBOOK, ROOT
from tests.doctor.conftest import Look

NOW = datetime.now(UTC)
Disk = namedtuple("Disk", "total used free")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def put(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "calma.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def delivery(key: str, state: str, due: datetime, settled: datetime | None = None, reason: str = "") -> str:
    end = int(settled.timestamp()) if settled else "NULL"
    columns = "tenant, key, platform, address, is_channel, what, about, rank, campaign, message"
    more = "due, state, turn, tries, doubts, reason, settled"
    values = f"'T1', '{key}', 'slack', 'ana', 0, 'x.y', '[]', 2, '', ''"
    last = f"{int(due.timestamp())}, '{state}', 1, 0, 0, '{reason}', {end}"
    return f"INSERT INTO deliveries ({columns}, {more}) VALUES ({values}, {last})"


async def test_an_installation_that_is_well(look: Look, stored: Path) -> None:
    lines = await look()
    assert not [line for line in lines if line.startswith("mend: ")]
    parts = {line.split(": ")[1] for line in lines if line.startswith("ok: ")}
    assert parts >= {"Configuration", "Keys", "Files", "Disk", "Database", "Phrasebook"}
    assert parts >= {"Self-check", "Deliveries", "Deletion", "Own phrases"}


async def test_before_the_first_start(look: Look) -> None:
    [line] = await look("Database")
    assert line.startswith("known: Database: There is no database at “")
    assert line.endswith("yet: the first start makes it.")
    assert await look("Backups") == []


async def test_what_was_copied_and_not_filled_in(look: Look) -> None:
    example = (ROOT / "ops" / "calma.env.example").read_text(encoding="utf-8")
    given = dict(line.split("=", 1) for line in example.splitlines() if line.startswith("CALMA_"))
    assert await look("Pages", **given) == []  # the playground's pages are for nobody else
    slack = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": "http://127.0.0.1:1/"}
    lines = await look("Pages", **given, **slack)
    assert [
        line.startswith(f"mend: Pages: {name} is “{given[name]}”")
        for name, line in zip(given, lines, strict=True)
    ]


async def test_where_nobody_answered_there_is_nothing_to_open(look: Look, stored: Path) -> None:
    [line] = await look("Self-check")
    assert line == "ok: Self-check: Nobody answered it yet: there are no keys, and nothing to open by them."


async def test_whoever_only_looks_makes_and_changes_nothing(look: Look, folder: Path) -> None:
    before = names(folder)
    await look()
    assert names(folder) == before


@pytest.mark.parametrize("content", [b"garbage" * 999, b"SQLite format 3\0" + b"garbage" * 999])
async def test_a_database_that_is_garbage(look: Look, stored: Path, content: bytes) -> None:
    (stored / "calma.db").write_bytes(content)
    [line] = await look("Database")
    assert line.startswith("mend: Database: ")
    assert "restore FILE" in line or "put a backup" in line


async def test_a_database_of_an_earlier_and_a_later_version(look: Look, stored: Path) -> None:
    put(stored, "UPDATE alembic_version SET version_num = '0010'")
    [line] = await look("Database")
    assert line.startswith(
        "known: Database: It is older than this version of Calma: the next start brings it"
    )
    put(stored, "UPDATE alembic_version SET version_num = '9999'")
    [line] = await look("Database")
    assert line.startswith("mend: Database: The database is newer than this version of Calma")


async def test_a_database_that_is_being_replaced(look: Look, stored: Path) -> None:
    with alone_with(stored / "calma.db"):
        [line] = await look("Database")
    assert line.startswith("mend: Database: ")
    assert "is being replaced by a backup just now" in line


async def test_tables_that_are_missing_are_told_of_one_by_one(look: Look, stored: Path) -> None:
    put(stored, "DROP TABLE deliveries")
    lines = await look()
    assert any(line.startswith("mend: Deliveries: It could not be looked at") for line in lines)
    assert any(line.startswith("ok: Own phrases") for line in lines)


async def test_what_waits_though_it_could_have_gone(look: Look, stored: Path) -> None:
    put(
        stored,
        delivery("new", "due", NOW - timedelta(minutes=5)),
        delivery("later", "due", NOW + timedelta(1)),
    )
    assert await look("Deliveries") == ["ok: Deliveries: Nothing waits that could have gone."]
    put(
        stored, delivery("old", "due", NOW - timedelta(hours=3)), delivery("older", "due", NOW - timedelta(2))
    )
    put(stored, delivery("dead", "dead", NOW, NOW - timedelta(hours=1), "user_not_found"))
    stuck, lost = await look("Deliveries")
    assert stuck.startswith("mend: Deliveries: T1 on slack: 2 messages could have gone since ")
    assert lost.startswith(
        "known: Deliveries: T1: 1 messages did not arrive since yesterday (1 user_not_found)"
    )


async def test_what_should_be_deleted_by_now(look: Look, stored: Path) -> None:
    put(stored, delivery("sent", "sent", NOW - timedelta(31), NOW - timedelta(31)))
    assert await look("Deletion") == ["ok: Deletion: Nothing is there that should be deleted by now."]
    put(stored, delivery("long", "sent", NOW - timedelta(40), NOW - timedelta(40)))
    put(stored, f"INSERT INTO requests VALUES ('T1', 'x', {int((NOW - timedelta(3)).timestamp())})")
    first, second = await look("Deletion")
    assert first.startswith("mend: Deletion: What should be deleted by now is there still (1 requests, the ")
    assert second.startswith(
        "mend: Deletion: What should be deleted by now is there still (1 deliveries, the "
    )


async def test_own_phrases_that_are_due_for_review(look: Look, stored: Path) -> None:
    content = {
        "situation": "yelling",
        "id": "own-1",
        "text": {"en": "We fix it now.", "es": "Lo arreglamos ya."},
        "cue": {"en": "slow", "es": "lento"},
        **{"channels": ["phone"], "industries": [], "tags": []},
    }
    old = int((NOW - timedelta(200)).timestamp())
    put(
        stored,
        "INSERT INTO team_entries (tenant, kind, id, content, version, by, at, retired, since, nth) "
        f"VALUES ('T1', 'phrase', 'own-1', '{json.dumps(content)}', 1, 'ana', {old}, 0, 1, 1)",
        "INSERT INTO team_versions VALUES ('T1', 1)",
    )
    [line] = await look("Own phrases")
    assert line.startswith("known: Own phrases: T1: 1 own phrases are due for review. A manager confirms")


async def test_a_phrasebook_that_is_broken_hides_nothing_else(
    look: Look, stored: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book"
    (book / "situations").mkdir(parents=True)
    (book / "situations" / "yelling.yml").write_text("id: [", encoding="utf-8")
    lines = await look(CALMA_PHRASEBOOK=str(book))
    [broken] = [line for line in lines if line.startswith("mend: ")]
    assert broken.startswith("mend: Phrasebook: ")
    assert any(line.startswith("ok: Deliveries") for line in lines)


async def test_keys_that_are_damaged_or_open(look: Look, stored: Path) -> None:
    keys = stored / "checkin.keys"
    keys.touch(mode=0o600)
    keys.write_text("{", encoding="utf-8")
    [line] = await look("Keys")
    assert line == f"mend: Keys: {keys} is damaged: put it back from a backup."
    keys.chmod(0o644)
    assert "is open to others" in (await look("Keys"))[0]
    assert f"mend: Files: {keys} is open to others on this machine: run `chmod 600 {keys}`." in await look()


@pytest.mark.parametrize(
    ("free", "said"),
    [(5_000_000, "mend: Disk: 5 MB are free"), (500_000_000, "known: Disk: 500 MB are free")],
)
async def test_a_disk_that_is_nearly_full(
    look: Look, free: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**12, 10**12, free))
    [line] = await look("Disk")
    assert line.startswith(said)


async def test_backups_that_are_missing_old_or_open(look: Look, stored: Path) -> None:
    assert (await look("Backups"))[0].startswith("known: Backups: No backup is in ")
    made = stored / "backups" / "calma-20261101-031500.db"
    made.parent.mkdir(mode=0o700)
    made.touch(mode=0o600)
    assert (await look("Backups"))[0].startswith("ok: Backups: The last one in ")
    old = (NOW - timedelta(20)).timestamp()
    os.utime(made, (old, old))
    assert (await look("Backups"))[0].startswith("known: Backups: The last backup in ")
    made.chmod(0o640)
    assert f"run `chmod 600 {made}`" in (await look("Files"))[0]


async def test_copies_from_before_are_told_of_and_go_after_a_month(look: Look, stored: Path) -> None:
    settings = config.read({"CALMA_DATA_DIR": str(stored), "CALMA_PHRASEBOOK": str(PHRASEBOOK)})
    copies = [stored / f"calma.db.{name}" for name in ("before-0038", "replaced-20261101-000000")]
    for path in copies:
        path.touch(mode=0o600)
    told = await look("Backups")
    assert [str(path) in line for path, line in zip(copies, told[1:], strict=True)] == [True, True]
    old = (NOW - timedelta(31)).timestamp()
    os.utime(copies[0], (old, old))
    assert await copies_job(settings)(NOW) == 1
    assert [path.exists() for path in copies] == [False, True]


async def test_what_takes_too_long_and_what_breaks_are_lines_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "WITHIN", 0.01)
    found: list[Finding] = []

    async def slow() -> list[Finding]:
        await asyncio.Event().wait()
        return []

    async def broken() -> list[Finding]:
        raise ZeroDivisionError("a secret")

    await side_by_side({"Slow": slow, "Broken": broken}, found.extend)
    lines = sorted(each.line for each in found)
    assert lines[0].startswith("mend: Broken: It could not be looked at, by a mistake in Calma (ZeroDivision")
    assert "a secret" not in lines[0]
    assert lines[1].startswith("mend: Slow: It could not be looked at within")
    assert await checked("Well", lambda: _nothing()) == []


async def _nothing() -> list[Finding]:
    return []


def test_for_programs_there_is_json(
    stored: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMA_DATA_DIR", str(stored))
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(PHRASEBOOK))
    assert main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert {each["state"] for each in told["findings"]} == {"ok", "known"}
    assert sum(told["counts"].values()) == len(told["findings"])
    monkeypatch.setenv("PORT", "none")
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    [finding] = told["findings"]
    assert (told["ok"], finding["part"], finding["state"]) == (False, "Configuration", "mend")
    assert finding["text"].startswith("PORT is “none”: give a number from 1 to 65535.")


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00"])
def test_a_secret_whose_file_cannot_be_read_is_a_line_too(
    stored: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    secret = stored / "token"
    if content is not None:
        secret.write_bytes(content)
    monkeypatch.setenv("CALMA_DATA_DIR", str(stored))
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(secret))
    assert main(["doctor", "--json"]) == 1
    told = capsys.readouterr()
    [finding] = json.loads(told.out)["findings"]
    assert (finding["part"], finding["state"], told.err) == ("Configuration", "mend", "")
    assert finding["text"].startswith(f"SLACK_BOT_TOKEN_FILE is “{secret}”, which")
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.startswith("mend: Configuration: SLACK_BOT_TOKEN_FILE is ")


@pytest.mark.process
def test_a_name_that_is_looked_up_in_vain_holds_nobody_up(tmp_path: Path) -> None:
    code = (
        "import socket, sys, threading, app\nfrom bot.wiring.doctor import findings, job\n"
        "findings.WITHIN = job.WITHIN = job._MARGIN = job._LEAVE = 0.2\n"
        "def vain(*_, **__): threading.Event().wait()\n"
        "socket.getaddrinfo = vain\nsys.exit(app.main(['doctor']))"
    )
    given = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_SIGNING_SECRET": "s", "CALMA_DATA_DIR": str(tmp_path)}
    environment = {"PATH": os.environ["PATH"], "CALMA_PHRASEBOOK": str(PHRASEBOOK), **given}
    done = processes.run(code, environment=environment)
    assert done.returncode == 1
    assert "mend: Slack: It could not be looked at within 0 seconds" in done.stdout
    assert done.stderr == ""


@pytest.mark.process
def test_where_everything_is_broken_there_is_never_a_trace(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    (data / "calma.db").write_bytes(os.urandom(5_000))
    (data / "checkin.keys").write_text("[]", encoding="utf-8")
    (data / "phrasebook.compiled").write_bytes(b"nothing")
    nowhere = "http://127.0.0.1:1/"
    environment = {
        "PATH": os.environ["PATH"],
        "CALMA_DATA_DIR": str(data),
        "CALMA_PHRASEBOOK": str(tmp_path),
        "SLACK_BOT_TOKEN": "xoxb-x",
        "SLACK_SIGNING_SECRET": "s",
        "MICROSOFT_APP_ID": "no guid",
        "MICROSOFT_APP_PASSWORD": "p",
        "CALMA_XAPI_URL": "https://lrs.example/xapi",
        "CALMA_XAPI_KEY": "a2V5OnNlY3JldA==",
        **dict.fromkeys(("SLACK_API_URL", "TEAMS_OPENID_URL", "TEAMS_LOGIN_URL"), nowhere),
    }
    done = processes.calma("doctor", environment=environment)
    assert (done.returncode, done.stderr) == (1, "")
    broken = {line.split(": ")[1] for line in done.stdout.splitlines() if line.startswith("mend: ")}
    assert broken >= {"Database", "Keys", "Files", "Phrasebook", "Slack", "Teams"}
    assert "Traceback" not in done.stdout


def test_what_is_looked_at_is_known_by_its_parts() -> None:
    settings = config.read({"CALMA_DATA_DIR": "/nowhere", "CALMA_PHRASEBOOK": str(PHRASEBOOK)})
    assert job.checks(settings, PhrasebookReading(settings)).keys() == {
        *("Configuration", "Keys", "Files", "Disk", "Backups", "Phrasebook", "Database")
    }


async def test_whether_calma_runs_is_told(look: Look, stored: Path) -> None:
    [line] = await look("Database")
    assert line.endswith(". Calma does not run on it now.")
    with in_use(stored / "calma.db"):
        [line] = await look("Database")
    assert line.endswith(". Calma runs on it now.")
