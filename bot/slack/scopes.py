"""What the app asks Slack for, as `manifest.yml` does; docs/trust/slack-scopes.md tells why."""

from __future__ import annotations

from bot.core.edge import Address

REQUIRED = (
    *("app_mentions:read", "channels:read", "chat:write", "commands", "files:read", "groups:read"),
    *("im:write", "users:read"),
)
OPTIONAL = ("channels:history", "groups:history", "im:history")


def history_scopes(address: Address) -> frozenset[str]:
    """Returns the scopes any of which may be the one by which an address is read.

    The id of a channel does not tell whether it is a private one.
    """
    return frozenset({"channels:history", "groups:history"} if address.channel else {"im:history"})
