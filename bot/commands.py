"""The command line: every job, what it takes, and what it is for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from bot import terminal
from bot.config import Config, read
from bot.core.errors import CalmaError
from bot.settings import VERSION
from bot.shipped import PROGRAM
from bot.wiring import backups, caretaking, deliveries, figures, jobs, personal, serving
from bot.wiring.demo import job as made_up
from bot.wiring.doctor import job as doctoring
from bot.wiring.privacy import hand_over

Job = Callable[[argparse.Namespace, Config], int]
Adding = Callable[[str, Job, str], argparse.ArgumentParser]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        super().error(terminal.printable(message))  # it quotes what it was given


def parser() -> argparse.ArgumentParser:
    """Returns the parser. Its `job` is what to do."""
    parser = _Parser(prog=PROGRAM, description="Calma, a chat coach for hard contacts.")
    parser.add_argument("--version", action="version", version=f"Calma {VERSION}")
    parser.set_defaults(job=serving.run, playground=False, without_settings=None)
    subparsers = parser.add_subparsers(title="jobs")

    def job(name: str, work: Job, text: str) -> argparse.ArgumentParser:
        found = subparsers.add_parser(name, help=text, description=text)
        found.set_defaults(job=work)
        return found

    _serving(job)
    _content(job)
    _team(job)
    _people(job)
    _keeping(job)
    _caretaking(job)
    return parser


def done(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Does the job that was asked for, by the settings in `environment`, and returns its exit code."""
    try:
        settings = read(environment)
    except CalmaError as error:
        if options.without_settings is None:
            raise
        return options.without_settings(options, error)  # type: ignore[no-any-return]
    job: Job = options.job
    try:
        return job(options, settings)
    finally:
        hand_over(settings)


def _serving(job: Adding) -> None:
    parser = job("run", serving.run, "Serve Slack, Teams and the playground, whichever is configured.")
    parser.add_argument("--playground", action="store_true", help="serve the local chat page as well")
    parser = job("ask", jobs.ask, f"Ask the coach here: {PROGRAM} ask 'she wants a refund'.")
    parser.add_argument("text")
    parser.add_argument("--language", default="", help="yours: en or es; left out, that of this terminal")
    parser = job("demo", made_up.demo, "Fill an empty database of the playground with a made-up year.")
    parser.add_argument("--seed", type=int, default=7, help="another number, another year")
    job("worker", serving.worker, "Send what is due and serve nothing: one of several, on PostgreSQL.")
    parser = job("deliveries", deliveries.deliveries, "Print how far what is sent unasked has come.")
    parser.add_argument("--tenant", default="", help="one Slack workspace or Teams tenant, by its id")
    parser.add_argument("--follow", action="store_true", help="go on until all is done, with a bar")
    job("migrate", jobs.migrate, "Bring the database to the shape that this version knows.")


def _content(job: Adding) -> None:
    parser = job("lookup", jobs.lookup, "Read a query a line, write what the look-up makes of it.")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser = job(
        "phrasebook",
        jobs.phrasebook,
        "Check the phrasebook, count it, say what the quiz gives away, write schemas, learn.",
    )
    parser.add_argument("what", choices=["check", "stats", "quiz", "schema", "learn"])
    parser.add_argument("--json", action="store_true", help="stats on one line")
    parser = job("roleplay", jobs.roleplay, "Print every ending of every role-play, and the ways to it.")
    parser.add_argument("what", choices=["paths"])


def _team(job: Adding) -> None:
    parser = job("boundary", jobs.boundary, "Print the ways through the protocol, or incidents as CSV.")
    parser.add_argument("what", choices=["paths", "export"])
    parser.add_argument("--tenant", default="", help="whose incidents to export")
    parser = job("team", jobs.team, "Write a team's own phrases and triggers to a file, or take a file in.")
    parts = parser.add_subparsers(dest="what", required=True)
    export, taking = parts.add_parser("export"), parts.add_parser("import")
    for part in (export, taking):
        part.add_argument("--tenant", required=True, help="the Slack workspace or Teams tenant, by its id")
    export.add_argument("--csv", action="store_true", help="a table for spreadsheets, in place of YAML")
    export.add_argument("--language", choices=["en", "es"], default="en", help="of the names of its columns")
    taking.add_argument("file", type=Path, help="YAML, or a table saved as CSV")
    text = "Take a table of help-desk figures in, by week, or write all that are stored."
    parts = job("figures", figures.figures, text).add_subparsers(dest="what", required=True)
    export, taking = parts.add_parser("export"), parts.add_parser("import")
    for part in (export, taking):
        part.add_argument("--tenant", required=True, help="the Slack workspace or Teams tenant, by its id")
        part.add_argument(
            "--language", choices=["en", "es"], help="of the columns, and of what is to be mended"
        )
    taking.add_argument("--file", type=Path, required=True, help="a table saved as CSV, a row for each week")
    parser = job("teams-package", jobs.teams_package, "Write the app package to upload in Teams.")
    site = "your page about the bot, with /privacy and /terms below it; the app's own, at CALMA_PUBLIC_URL"
    parser.add_argument("--site", help=site)
    higher = "higher than the last, such as 1.0.1: Teams takes no other update"
    parser.add_argument("--version", default="1.0.0", help=higher)
    parser.add_argument("out", nargs="?", type=Path, default=Path("calma-teams.zip"))
    job("slack-manifest", jobs.slack_manifest, "Print the app manifest to paste in Slack.")


def _people(job: Adding) -> None:
    parser = job("person", personal.person, "Write all that is kept of somebody, or erase it, for who left.")
    parts = parser.add_subparsers(dest="what", required=True)
    export = parts.add_parser("export", help="all of it as JSON, but for the self-check's answers")
    erase = parts.add_parser("erase", help="all of it, the self-check's too, for good")
    for part in (export, erase):
        part.add_argument("--tenant", required=True, help="the Slack workspace or Teams tenant, by its id")
        part.add_argument("--user", required=True, help="the person, by their id there")
    erase.add_argument("--yes", action="store_true", help="without being asked whether that is meant")


def _keeping(job: Adding) -> None:
    text = "Write all that is stored into one file, while Calma runs; the keys are not in it."
    beginning = "a new file; left out, one with today's date in backups, below the data folder"
    job("backup", backups.backup, text).add_argument("--to", type=Path, metavar="FILE", help=beginning)
    text = "Put a backup in the place of the database, which is kept aside; Calma has to be stopped."
    job("restore", backups.restore, text).add_argument("file", type=Path, help="what backup wrote")


def _caretaking(job: Adding) -> None:
    text = "Put a new key in place of the one that the self-check is sealed by."
    rotating = job("keys", caretaking.keys, text)
    rotating.add_argument("what", choices=["rotate"])
    rotating.add_argument("--pepper", action="store_true", help="a new pepper, in place of a new key")
    dropping = "drop the old key even if something did not open"
    rotating.add_argument("--drop", action="store_true", help=dropping)
    job("rollup", caretaking.rollup, "Bring the sums that reports are made of up to date.").add_argument(
        "--rebuild", action="store_true", help="make all of them anew from what happened"
    )
    text = "Say what must be mended here, what should be known, and what is well."
    parser = job("doctor", doctoring.doctor, text)
    parser.add_argument("--json", action="store_true", help="for programs: all findings as one object")
    parser.set_defaults(without_settings=doctoring.without_settings)
