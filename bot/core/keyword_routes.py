"""Routes of what means the same wherever it is typed."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import Role
from bot.core.desk import CommandHandler, CommandRoute

COMMANDS = ("calm", "drill", "checkin")  # that people type


def behind_each(
    handler: CommandHandler,
    keyword: str,
    *,
    least: Role = Role.AGENT,
    reads: bool = False,
    yields: bool = False,
) -> tuple[CommandRoute, ...]:
    """Returns the routes of a keyword that means the same behind whichever command it is typed."""
    route = CommandRoute("", handler, (keyword,), least=least, reads=reads, yields=yields)
    return tuple(replace(route, command=name) for name in COMMANDS)
