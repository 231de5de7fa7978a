"""Why there is no token to call Slack with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

TAKEN_OUT = "app_uninstalled"  # Slack's own word


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What Slack would say to a call without a token, in the shape of the SDK's answers."""

    data: dict[str, Any] = field(default_factory=lambda: {"ok": False, "error": TAKEN_OUT})
    headers: dict[str, str] = field(default_factory=dict)
    status_code: int = 200


class NotInstalled(SlackApiError):
    """The app is not installed there, or was taken out: nothing goes to this tenant."""

    def __init__(self) -> None:
        super().__init__("not installed", _Refusal())  # type: ignore[no-untyped-call]


class TokenUnavailable(SlackClientError):
    """A token cannot be read just now, so nothing went out."""
