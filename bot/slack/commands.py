"""Slash commands over HTTP, recognised at the door.

The whole answer to a command stands in the response. So nothing of what Bolt does for its listeners is
needed: a client with a token, a look whether the bot itself sent this, a search for the listener, its
arguments by name. What comes through the door as a command was signed by Slack. Anything else is left to
Bolt, which refuses what is to be refused, and answers commands too where they come by Socket Mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

_FORM = "application/x-www-form-urlencoded"


class Door:
    """Knows a command by its signature and its form."""

    def __init__(self, signing_secret: str) -> None:
        self._verifier = SignatureVerifier(signing_secret)

    def command(self, headers: Mapping[str, str], body: str) -> dict[str, str] | None:
        """Returns the fields of a command that Slack signed, or None for whatever else a request may be.

        `headers` are looked up in any case of letters; their time stamp is a number, their signature ASCII.
        """
        # Only a form: in JSON, a message that somebody wrote could read like the fields of a command.
        if not headers.get("Content-Type", "").startswith(_FORM) or "command=" not in body or body[0] == "{":
            return None
        signature = headers.get("X-Slack-Signature", "")
        if not self._verifier.is_valid(body, _time_stamp(headers), signature):
            return None
        fields = dict(parse_qsl(body, keep_blank_values=True))
        return fields if "command" in fields and not fields.keys() & {"payload", "ssl_check"} else None


def _time_stamp(headers: Mapping[str, str]) -> str:
    return headers.get("X-Slack-Request-Timestamp", "0")
