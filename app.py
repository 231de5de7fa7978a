"""Calma's command line: `python app.py --help` lists the jobs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bot import commands, config, telemetry, terminal
from bot.core.errors import CalmaError


def main(arguments: Sequence[str] | None = None) -> int:
    """Does one job and returns its exit code: 1 where something must be mended, which it names."""
    options = commands.parser().parse_args(arguments)
    telemetry.hide(config.secrets(os.environ))
    try:
        job: commands.Job = options.job
        return job(options, config.read(os.environ))
    except CalmaError as error:
        print(terminal.printable(telemetry.redacted(str(error))), file=sys.stderr)  # it may quote a file
    except Exception as error:  # noqa: BLE001 - the command line's catch-all
        telemetry.set_up("WARNING")
        print(f"That failed, and why stands above: ref {telemetry.report(error)}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
