"""Calma's command line: `python app.py --help` lists the jobs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bot import commands, config, terminal
from bot.core.errors import CalmaError


def main(arguments: Sequence[str] | None = None) -> int:
    """Does one job and returns its exit code: 1 where something must be mended, which it names."""
    options = commands.parser().parse_args(arguments)
    try:
        job: commands.Job = options.job
        return job(options, config.read(os.environ))
    except CalmaError as error:
        print(terminal.printable(str(error)), file=sys.stderr)  # it may quote a file
        return 1


if __name__ == "__main__":
    sys.exit(main())
