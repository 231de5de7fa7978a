"""What the Teams edge has to know."""

from __future__ import annotations

from typing import Protocol


class TeamsSettings(Protocol):
    """What this edge has to know.

    `tenants` is the allow-list; empty means all. `cloud` names one of Microsoft's; `openid_url` and
    `login_url` stand in place of its own where they are not "", `service_hosts` are trusted besides its own.
    `adapter` names what checks tokens.
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
    def cloud(self) -> str: ...
    @property
    def adapter(self) -> str: ...
    @property
    def openid_url(self) -> str: ...
    @property
    def login_url(self) -> str: ...
    @property
    def service_hosts(self) -> frozenset[str]: ...
