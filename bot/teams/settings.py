"""What the Teams edge has to know."""

from __future__ import annotations

from typing import Protocol


class TeamsSettings(Protocol):
    """What this edge has to know.

    `tenants` is the allow-list; empty means all. `service_hosts` are trusted besides those of Teams.
    """

    @property
    def app_id(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def tenant_id(self) -> str: ...
    @property
    def tenants(self) -> frozenset[str]: ...
    @property
    def anonymous(self) -> bool: ...
    @property
    def openid_url(self) -> str: ...
    @property
    def login_url(self) -> str: ...
    @property
    def service_hosts(self) -> frozenset[str]: ...
