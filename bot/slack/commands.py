"""What Slack signed, and slash commands over HTTP, recognised at the door.

Nothing is read out of a request before its signature was checked over the bytes that came. The whole answer
to a command stands in the response. So nothing of what Bolt does for its listeners is needed for it: a client
with a token, a look whether the bot itself sent this, a search for the listener, its arguments by name.
Anything else is left to Bolt, which answers commands too where they come by Socket Mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

_FORM = "application/x-www-form-urlencoded"
LONGEST_STAMP = 20  # digits of a request's time stamp


class Door:
    """Knows by its signature what Slack sent. `headers` are looked up in any case of letters."""

    def __init__(self, signing_secret: str) -> None:
        self._verifier = SignatureVerifier(signing_secret)

    def signed(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """Returns the text of a request that Slack signed, or None where it did not."""
        stamp = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        # What the verifier would stumble over.
        if not stamp.isdecimal() or len(stamp) > LONGEST_STAMP or not signature.isascii():
            return None
        try:
            text = body.decode("utf-8")  # strictly, so that what is checked is what came
        except UnicodeDecodeError:
            return None  # Slack sends nothing of the kind
        return text if self._verifier.is_valid(text, stamp, signature) else None

    def command(self, headers: Mapping[str, str], text: str) -> dict[str, str] | None:
        """Returns the fields of a command in what was signed, or None for whatever else it may be."""
        # Only a form: in JSON, a message that somebody wrote could read like the fields of a command.
        if not headers.get("Content-Type", "").startswith(_FORM) or "command=" not in text or text[0] == "{":
            return None
        fields = dict(parse_qsl(text, keep_blank_values=True))
        return fields if "command" in fields and not fields.keys() & {"payload", "ssl_check"} else None
