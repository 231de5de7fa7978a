"""How Calma is known to Teams, and who may use it there, by the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.settings import LOOPBACK, ConfigError, https_address, is_guid, one_of, parts, switch

EVERYBODY = "*"
CLOUDS = "public gcchigh dod china"
ADAPTERS = "botbuilder agents"
UNLISTED = (
    "every organisation that installs the app may use this bot, as it has no tenant of its own: name yours "
    "in TEAMS_TENANTS, or set TEAMS_TENANTS=* if all are meant"
)


@dataclass(frozen=True, slots=True)
class TeamsConfig:
    """`tenants` may use the bot; empty means all, which is meant where it is `open_to_all`."""

    app_id: str
    password: str = field(repr=False)
    tenant_id: str
    tenants: frozenset[str]
    managers: frozenset[str]
    anonymous: bool
    openid_url: str = ""
    login_url: str = ""
    service_hosts: frozenset[str] = frozenset()
    open_to_all: bool = False
    cloud: str = "public"
    adapter: str = "botbuilder"

    @property
    def unlisted(self) -> bool:
        """Whether every organisation may use the bot though nobody said that it shall."""
        return not (self.tenants or self.open_to_all or self.anonymous)


def read_teams(values: Mapping[str, str], host: str) -> TeamsConfig | None:
    """Returns how Teams is set up; None where it is not. Raises ConfigError, which shows no secret."""
    app_id, password = values["MICROSOFT_APP_ID"], values["MICROSOFT_APP_PASSWORD"]
    anonymous = switch("TEAMS_ANONYMOUS", values)
    if anonymous and host not in LOOPBACK:
        raise ConfigError("TEAMS_ANONYMOUS=1 needs HOST=127.0.0.1: anybody could post as anybody elsewhere.")
    if anonymous and app_id:
        raise ConfigError("TEAMS_ANONYMOUS=1 and MICROSOFT_APP_ID exclude each other: unset one of them.")
    if not (app_id or password or anonymous):
        return None
    if not anonymous and not app_id:
        raise ConfigError("MICROSOFT_APP_ID is missing: copy it from the bot's Configuration page in Azure.")
    if not anonymous and not password:
        raise ConfigError("MICROSOFT_APP_PASSWORD is missing: make a client secret for the app in Azure.")
    tenants, open_to_all = _tenants(values, anonymous=anonymous)
    return TeamsConfig(
        app_id=app_id,
        password=password,
        tenant_id=values["MICROSOFT_APP_TENANT_ID"],
        tenants=tenants,
        managers=_managers(values, anonymous=anonymous),
        anonymous=anonymous,
        openid_url=_address("TEAMS_OPENID_URL", values),
        login_url=_address("TEAMS_LOGIN_URL", values),
        service_hosts=parts(values["TEAMS_SERVICE_HOSTS"]),
        open_to_all=open_to_all,
        cloud=one_of("TEAMS_CLOUD", values["TEAMS_CLOUD"].casefold(), CLOUDS),
        adapter=one_of("TEAMS_ADAPTER", values["TEAMS_ADAPTER"].casefold(), ADAPTERS),
    )


def _tenants(values: Mapping[str, str], *, anonymous: bool) -> tuple[frozenset[str], bool]:
    """Returns who may use the bot, and whether all may by choice."""
    named = "TEAMS_TENANTS" if values["TEAMS_TENANTS"] else "MICROSOFT_APP_TENANT_ID"
    tenants = parts(values[named])
    if named == "TEAMS_TENANTS" and EVERYBODY in tenants:
        if len(tenants) > 1:
            raise ConfigError("TEAMS_TENANTS has * and tenants: name those who may use the bot, or all by *.")
        return frozenset(), True
    if not anonymous:  # an emulator has ids of its own
        for tenant in sorted(tenants):
            _expect_id(named, tenant, tenant, "Tenant ID")
    return tenants, False


def _managers(values: Mapping[str, str], *, anonymous: bool) -> frozenset[str]:
    managers = parts(values["TEAMS_MANAGERS"])
    for manager in sorted(managers) if not anonymous else ():
        tenant, _, person = manager.rpartition(":")
        _expect_id("TEAMS_MANAGERS", manager, person, "the person's Object ID")
        if tenant or ":" in manager:
            _expect_id("TEAMS_MANAGERS", manager, tenant, "their Tenant ID, to stand before the colon,")
    return managers


def _expect_id(name: str, shown: str, id: str, which: str) -> None:
    # Anything else is nobody's and no tenant's: all would be refused, and nothing would say why.
    if not is_guid(id):
        raise ConfigError(f"{name} has “{shown}”, which is no GUID: copy {which} from Entra.")


def _address(name: str, values: Mapping[str, str]) -> str:
    return https_address(name, values[name], beside=LOOPBACK) if values[name] else ""
