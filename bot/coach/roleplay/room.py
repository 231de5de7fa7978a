"""Everything that role-plays do, for whoever wires it."""

from __future__ import annotations

from datetime import timedelta

from bot.coach.desk import Capability
from bot.coach.retention import Retention
from bot.coach.roleplay.capability import RolePlay
from bot.coach.roleplay.kit import Kit
from bot.coach.roleplay.play import Plays

KEPT = timedelta(days=365)  # since the last reply, so that whoever left one finds it again


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what agents can do."""
    return (RolePlay(kit),)


def retention(plays: Plays) -> Retention:
    """Returns the daily job: it deletes the plays that nobody has touched for long."""
    return Retention(plays.purge, KEPT)
