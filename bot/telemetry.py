"""Logs, and the references by which a person's “it broke” finds its line in them."""

from __future__ import annotations

import logging
import secrets

_log = logging.getLogger("calma")
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is misread over the phone


def set_up(level: str) -> None:
    """Starts logging to standard error."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Both libraries log request bodies at debug level; what people ask the coach is theirs.
    for name in ("slack_bolt", "slack_sdk", "msrest", "urllib3", "aiohttp.access", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


def report(error: BaseException) -> str:
    """Logs `error` with its trace and returns the reference to show, like `7F3K-22QA`."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    reference = f"{code[:4]}-{code[4:]}"
    _log.error("failed, ref %s", reference, exc_info=error)
    return reference
