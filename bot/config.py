"""What the environment says. Read once, at start; a mistake names the variable and how to mend it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.clients import proxy_settings
from bot.core.keys import EQUAL, KEY_BYTES, differ
from bot.core.retention import LEAVERS
from bot.lrs_config import LrsConfig, read_lrs
from bot.setting_files import with_files, with_readable_files
from bot.settings import (
    SETTINGS,
    ConfigError,
    https_address,
    is_number,
    one_of,
    port_of,
    switch,
)
from bot.shipped import shipped
from bot.slack_config import SlackConfig, read_slack
from bot.teams_config import TeamsConfig, read_teams
from bot.watch_config import WatchConfig, read_watch

SITE_TEXTS = shipped("docs/trust")
_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "sqlite": "sqlite+aiosqlite",
}


Windows = tuple[tuple[int, float], ...]  # so many in so many seconds


@dataclass(frozen=True, slots=True)
class PaceConfig:
    """How fast what nobody asked for goes out; `lookups` are per second."""

    slack_per_second: float = 5.0
    slack_conversation: Windows = ((1, 1.0),)
    slack_lookups: float = 1 / 60
    teams_tenant: Windows = ((50, 1.0),)
    teams_conversation: Windows = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))


@dataclass(frozen=True, slots=True)
class CheckinConfig:
    """The self-check: its keys from the environment, or none; its key file; a questionnaire of one's own.

    `beside`: the key file lies in the folder of the database.
    """

    keys: tuple[bytes, ...] = field(repr=False)
    peppers: tuple[bytes, ...] = field(repr=False)
    key_file: Path
    beside: bool
    instrument: Path | None


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """The pages that everybody may read: whose, whom to write to, where they stand, their texts."""

    organisation: str = ""
    contact: str = ""
    url: str = ""
    texts: Path = SITE_TEXTS


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, checked. `pooled`: between the database and us is a pooler, which keeps no session.

    People who have gone are erased after `leavers`.
    """

    host: str
    port: int
    data_dir: Path
    database_url: str = field(repr=False)
    phrasebook: Path
    log_level: str
    slack: SlackConfig | None
    teams: TeamsConfig | None
    checkin: CheckinConfig
    pace: PaceConfig = PaceConfig()
    connections: int = 1_000
    connections_of_address: int = 100
    pooled: bool = False
    leavers: timedelta = LEAVERS
    site: SiteConfig = SiteConfig()
    lrs: LrsConfig | None = None
    watch: WatchConfig = field(default_factory=WatchConfig)

    @property
    def several(self) -> bool:
        """Whether several machines may share the database."""
        return self.database_url.startswith("postgresql")


def secrets(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Returns what nobody may read of `environment`: for what prints or logs, to leave it out."""
    environment = with_readable_files(environment)
    authority = environment.get("DATABASE_URL", "").partition("://")[2].rpartition("@")[0]
    values = ",".join(environment.get(setting.name, "") for setting in SETTINGS if setting.secret)
    proxies = (value for name, value in environment.items() if name.lower().endswith("_proxy"))
    signed_in = (value.rpartition("@")[0].rpartition(":")[2] for value in proxies if "@" in value)
    return (authority.partition(":")[2], *signed_in, *(value.strip() for value in values.split(",")))


def read(environment: Mapping[str, str]) -> Config:
    """Returns the settings in `environment`. Raises CalmaError, which names the variable to mend."""
    environment = with_files(environment)
    proxy_settings(environment)
    values = {s.name: environment.get(s.name, "").strip() or s.default for s in SETTINGS}
    host = values["HOST"]
    return Config(
        host=host,
        port=port_of("PORT", values["PORT"]),
        data_dir=Path(values["CALMA_DATA_DIR"]),
        database_url=_database(values["DATABASE_URL"], Path(values["CALMA_DATA_DIR"])),
        phrasebook=_own_or_shipped("CALMA_PHRASEBOOK", values, shipped("phrasebook")),
        log_level=one_of("CALMA_LOG_LEVEL", values["CALMA_LOG_LEVEL"].upper(), "DEBUG INFO WARNING ERROR"),
        slack=read_slack(values),
        teams=read_teams(values, host),
        checkin=_checkin(values),
        pace=_pace(values),
        connections=_count("CALMA_CONNECTIONS", values),
        connections_of_address=_count("CALMA_CONNECTIONS_OF_ADDRESS", values),
        pooled=switch("CALMA_POOLER", values),
        leavers=_days("CALMA_ERASE_LEAVERS_AFTER_DAYS", values),
        site=_site(values),
        lrs=read_lrs(values),
        watch=read_watch(values),
    )


def _site(values: Mapping[str, str]) -> SiteConfig:
    url = values["CALMA_PUBLIC_URL"]
    return SiteConfig(
        organisation=_line("CALMA_ORGANISATION", values),
        contact=_line("CALMA_PRIVACY_CONTACT", values),
        url=https_address("CALMA_PUBLIC_URL", url).rstrip("/") if url else "",
        texts=_own_or_shipped("CALMA_SITE_TEXTS", values, SITE_TEXTS),
    )


def _line(name: str, values: Mapping[str, str]) -> str:
    if len(values[name]) > 200 or not values[name].isprintable():
        raise ConfigError(f"{name} is longer than 200 characters, or than a line: shorten it.")
    return values[name]


def _pace(values: Mapping[str, str]) -> PaceConfig:
    return PaceConfig(
        slack_per_second=_number("CALMA_SLACK_PER_SECOND", values["CALMA_SLACK_PER_SECOND"]),
        slack_conversation=_windows("CALMA_SLACK_CONVERSATION", values),
        slack_lookups=min(count / length for count, length in _windows("CALMA_SLACK_LOOKUPS", values)),
        teams_tenant=_windows("CALMA_TEAMS_TENANT", values),
        teams_conversation=_windows("CALMA_TEAMS_CONVERSATION", values),
    )


def _checkin(values: Mapping[str, str]) -> CheckinConfig:
    keys, peppers = _secrets("CALMA_CHECKIN_KEY", values), _secrets("CALMA_CHECKIN_PEPPER", values)
    if bool(keys) != bool(peppers):
        missing = "CALMA_CHECKIN_PEPPER" if keys else "CALMA_CHECKIN_KEY"
        raise ConfigError(f"{missing} is missing: the two belong together. Set both, or neither.")
    if not differ(keys, peppers):
        raise ConfigError(EQUAL.format(name="CALMA_CHECKIN_KEY or CALMA_CHECKIN_PEPPER"))
    data_dir = Path(values["CALMA_DATA_DIR"])
    key_file = Path(values["CALMA_KEY_FILE"] or data_dir / "checkin.keys")
    instrument = values["CALMA_INSTRUMENT"]
    if instrument and not Path(instrument).is_file():
        raise ConfigError(
            f"CALMA_INSTRUMENT is “{instrument}”, and there is no such file: name one that exists."
        )
    return CheckinConfig(
        keys=keys,
        peppers=peppers,
        key_file=key_file,
        beside=_beside(key_file, _database(values["DATABASE_URL"], data_dir)),
        instrument=Path(instrument) if instrument else None,
    )


def _secrets(name: str, values: Mapping[str, str]) -> tuple[bytes, ...]:
    return tuple(_secret(name, part.strip()) for part in values[name].split(",") if part.strip())


def _secret(name: str, text: str) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error:
        value = b""
    if len(value) != KEY_BYTES:
        # The value itself is not shown: it may be a key with a letter too many.
        raise ConfigError(
            f"{name} must be {KEY_BYTES} bytes in base64: make one by `openssl rand -base64 32`."
        )
    return value


def _beside(key_file: Path, database: str) -> bool:
    scheme, _, path = database.partition(":///")
    return scheme.startswith("sqlite") and Path(path).resolve().parent == key_file.resolve().parent


def _count(name: str, values: Mapping[str, str]) -> int:
    text = values[name]
    if not is_number(text) or not 16 <= int(text) <= 100_000:
        raise ConfigError(f"{name} is “{text}”: give a number from 16 to 100000.")
    return int(text)


def _days(name: str, values: Mapping[str, str]) -> timedelta:
    text = values[name]
    if not is_number(text) or not 1 <= int(text) <= 730:
        raise ConfigError(f"{name} is “{text}”: give a number of days from 1 to 730.")
    return timedelta(days=int(text))


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 10_000:
        raise ConfigError(f"{name} is “{text}”: give a number above 0, such as 5.")
    return number


def _windows(name: str, values: Mapping[str, str]) -> Windows:
    """Returns what `7/1, 60/30` says: at most 7 in 1 second, and at most 60 in 30."""
    windows = []
    for part in values[name].split(","):
        count, _, length = part.strip().partition("/")
        if not is_number(count) or not is_number(length) or not int(count) or not int(length):
            raise ConfigError(f"{name} is “{values[name]}”: give numbers and seconds, such as 7/1, 60/30.")
        windows.append((int(count), float(length)))
    return tuple(windows)


def _database(text: str, data_dir: Path) -> str:
    if not text:
        return f"sqlite+aiosqlite:///{data_dir / 'calma.db'}"
    scheme, separator, rest = text.partition("://")
    driver = _DRIVERS.get(scheme.partition("+")[0])
    if not separator or not driver:
        # The address itself is not shown: there is a password in it.
        raise ConfigError(
            "DATABASE_URL is no address of a database: give one that begins with postgresql:// or sqlite:///."
        )
    return f"{driver}://{rest}"


def _own_or_shipped(name: str, values: Mapping[str, str], shipped_folder: Path) -> Path:
    text = values[name]
    if text and not Path(text).is_dir():
        raise ConfigError(f"{name} is “{text}”, and there is no such folder: name one that exists.")
    return Path(text) if text else shipped_folder
