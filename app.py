"""Calma's command line: `python app.py --help` lists the jobs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

try:
    from bot import commands, config, telemetry, terminal
    from bot.core.errors import CalmaError
except ModuleNotFoundError as error:
    sys.exit(
        f"The package {error.name} is missing here: run `make install`, and use .venv/bin/python; "
        "without a checkout, install what requirements/run.txt names."
    )

FAILED, INTERRUPTED, HUNG_UP = 1, 130, 141  # the last two as shells tell of SIGINT and SIGPIPE


def main(arguments: Sequence[str] | None = None) -> int:
    """Does one job and returns its exit code: 1 where something must be mended, which it names.

    Whatever breaks, it is told in a line; the trace of what nobody foresaw is there at CALMA_LOG_LEVEL=DEBUG.
    """
    terminal.prepare()
    try:
        options = commands.parser().parse_args(arguments)
        telemetry.hide(config.secrets(os.environ))
        code = commands.done(options, os.environ)
        sys.stdout.flush()
        return code
    except CalmaError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        terminal.hang_up()  # whoever read has gone, as `head` does
        return HUNG_UP
    except OSError as error:
        return _failed(f"{error.filename or 'A file'}: {error.strerror or error}.")
    except Exception as error:  # noqa: BLE001 - the command line's catch-all
        if os.environ.get("CALMA_LOG_LEVEL", "").strip().upper() != "DEBUG":
            kind = type(error).__name__
            return _failed(f"That failed, by a mistake in Calma ({kind}). CALMA_LOG_LEVEL=DEBUG shows where.")
        telemetry.set_up("DEBUG")
        return _failed(f"That failed, by a mistake in Calma: ref {telemetry.report(error)}.")


def _failed(line: str) -> int:
    print(terminal.printable(telemetry.redacted(line)), file=sys.stderr)  # it may quote a file
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
