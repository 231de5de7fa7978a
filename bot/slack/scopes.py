"""What the app asks Slack for, as `manifest.yml` does; docs/trust/slack-scopes.md tells why."""

from __future__ import annotations

from bot.core.edge import Address

REQUIRED = (
    *("app_mentions:read", "channels:read", "chat:write", "commands", "files:read", "groups:read"),
    *("im:write", "users:read"),
)
OPTIONAL = ("channels:history", "groups:history", "im:history")
WITHOUT = {  # what each is missed by
    "app_mentions:read": "a question in a thread is not heard",
    "channels:history": "whether a message to a channel arrived is not known after an outage",
    "channels:read": "channels cannot be groups",
    "chat:write": "nothing can be sent",
    "commands": "no command and no shortcut works",
    "files:read": "managers cannot put files into forms",
    "groups:history": "whether a message to a private channel arrived is not known after an outage",
    "groups:read": "private channels cannot be groups",
    "im:history": "nobody can write to Calma in its own chat",
    "im:write": "nobody can be written to",
    "users:read": "languages, time zones and administrators are not known",
}


def history_scopes(address: Address) -> frozenset[str]:
    """Returns the scopes any of which may be the one by which an address is read.

    The id of a channel does not tell whether it is a private one.
    """
    return frozenset({"channels:history", "groups:history"} if address.channel else {"im:history"})
