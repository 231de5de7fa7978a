"""Settings that stand in a file each, as Docker, Kubernetes and systemd hand out secrets."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bot.settings import SETTINGS, ConfigError

SUFFIX = "_FILE"  # SLACK_BOT_TOKEN_FILE names the file in which SLACK_BOT_TOKEN stands


def with_files(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Returns `environment` with each setting whose file it names. Raises ConfigError."""
    read = {name: _read(name, path, environment) for name, path in _named(environment).items()}
    return {**environment, **read}


def with_readable_files(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Returns the same, but for files that cannot be read: whoever needs one of those is told then."""
    read = dict[str, str]()
    for name, path in _named(environment).items():
        with suppress(ConfigError):
            read[name] = _read(name, path, environment)
    return {**environment, **read}


def _named(environment: Mapping[str, str]) -> Mapping[str, str]:
    named = {s.name: environment.get(s.name + SUFFIX, "").strip() for s in SETTINGS}
    return {name: path for name, path in named.items() if path}


def _read(name: str, path: str, environment: Mapping[str, str]) -> str:
    if environment.get(name, "").strip():
        raise ConfigError(f"{name} and {name}{SUFFIX} are both set: unset one of them.")
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(
            f"{name}{SUFFIX} is “{path}”, which cannot be read ({error.strerror}): name a file that can."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}{SUFFIX} is “{path}”, which is no text: put {name} in it.") from error
    if not text:  # as where no secret was put in: without it other things would hold than are meant
        raise ConfigError(f"{name}{SUFFIX} is “{path}”, which is empty: put {name} in it, or unset it.")
    return text
