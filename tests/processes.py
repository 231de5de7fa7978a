"""Processes of their own, forked from one that has imported the app and read the phrasebook.

They have an environment, a terminal, signals and an end as any other, and take a tenth of the time that
`python app.py` takes to begin. What begins so is tested as people start it, too: see `test_app.py`.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

APP = "import sys, app; sys.exit(app.main(sys.argv[1:]))"
STREAMS = ("stdin", "stdout", "stderr")
LONGEST = 120  # seconds

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.ready"])


def free_port() -> str:
    """Returns a port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def calma(
    *arguments: str, environment: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs `app.py` with these arguments to its end, in this environment and no other."""
    return run(APP, *arguments, environment=environment, stdin=stdin)


def run(
    code: str, *arguments: str, environment: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs a piece of Python to its end, or to its being killed; the arguments are its `sys.argv[1:]`."""
    with TemporaryDirectory() as folder:
        (Path(folder) / STREAMS[0]).write_text(stdin, encoding="utf-8")
        process = forks.Process(target=_begin, args=(folder, code, arguments, dict(environment)))
        process.start()
        process.join(LONGEST)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{arguments} took more than {LONGEST} seconds")
        out, errors = ((Path(folder) / name).read_text(encoding="utf-8") for name in STREAMS[1:])
        return subprocess.CompletedProcess(arguments, process.exitcode, out, errors)


def _begin(folder: str, code: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    for number, name in enumerate(STREAMS):
        flags = os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY
        opened = os.open(Path(folder) / name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
        setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False))
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-c", *arguments]
    exec(compile(code, "<a process of a test>", "exec"), {"__name__": "__main__"})
