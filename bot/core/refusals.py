"""A press that is refused, since the card was never that person's: told to the log, by ids alone."""

from __future__ import annotations

import logging

from bot.core.chat import Person


def log_refusal(log: logging.Logger, person: Person, subject: str, id: str | None) -> None:
    """Logs who pressed on which `subject`; without an `id` nobody could read what the button carried."""
    log.warning(
        "refused a press: tenant %s, user %s, %s %s",
        person.tenant,
        person.user_id,
        subject,
        id or "unreadable",
    )
