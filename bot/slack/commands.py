"""What Slack signed, and slash commands over HTTP, recognised at the door.

Nothing is read out of a request before its signature was checked over the bytes that came. The whole answer
to a command stands in the response. So nothing of what Bolt does for its listeners is needed for it: a client
with a token, a look whether the bot itself sent this, a search for the listener, its arguments by name.
Anything else is left to Bolt, which answers commands too where they come by Socket Mode.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

from bot.core.observing import RefusalKind
from bot.slack.wire import REFUSED_AFTER

_FORM = "application/x-www-form-urlencoded"
LONGEST_STAMP = 20  # digits of a request's time stamp


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not let in; `mend` is for whoever can mend it, "" where nobody need."""

    reason: RefusalKind
    mend: str = ""


UNSIGNED = Refusal(RefusalKind.UNSIGNED)


class Door:
    """Knows by its signature what Slack sent. `headers` are looked up in any case of letters.

    `clock` is in seconds since 1970.
    """

    def __init__(self, signing_secret: str, clock: Callable[[], float] = time.time) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._clock = clock

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

    def refusal(self, headers: Mapping[str, str], body: bytes) -> Refusal:
        """Returns why something that was not let in was refused.

        Nothing of it is quoted: whoever sent it chose every letter.
        """
        stamp, signature = (headers.get(f"X-Slack-{name}", "") for name in ("Request-Timestamp", "Signature"))
        if not stamp.isdecimal() or len(stamp) > LONGEST_STAMP or not signature.startswith("v0="):
            return UNSIGNED  # whoever sent it does not even try
        try:
            ours = self._verifier.generate_signature(timestamp=stamp, body=body) or ""
        except UnicodeDecodeError:
            return UNSIGNED  # Slack sends nothing of the kind
        ago = self._clock() - int(stamp)
        if hmac.compare_digest(ours.encode(), signature.encode()):
            how = f"{abs(ago) / 60:.0f} minutes {'ago' if ago > 0 else 'ahead'}, by this machine's clock"
            mend = f"Slack signed it {how}: set the clock, or see what held it up on the way"
            return Refusal(RefusalKind.CLOCK, mend)
        late = ", and the time it bears is off too" if abs(ago) > REFUSED_AFTER else ""
        return Refusal(
            RefusalKind.SIGNATURE,
            f"SLACK_SIGNING_SECRET did not sign it{late}: copy it anew from Basic Information, App "
            "Credentials, and restart. Where Slack's requests are answered, somebody else sent it",
        )

    def command(self, headers: Mapping[str, str], text: str) -> dict[str, str] | None:
        """Returns the fields of a command in what was signed, or None for whatever else it may be."""
        # Only a form: in JSON, a message that somebody wrote could read like the fields of a command.
        if not headers.get("Content-Type", "").startswith(_FORM) or "command=" not in text or text[0] == "{":
            return None
        fields = dict(parse_qsl(text, keep_blank_values=True))
        return fields if "command" in fields and not fields.keys() & {"payload", "ssl_check"} else None
