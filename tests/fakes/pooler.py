"""The real pgbouncer in transaction mode: each transaction gets whatever session is free."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import sqlalchemy as sa

from tests.processes import free_port

SESSIONS = 3  # of the server, shared by all
PATIENCE = 20.0  # seconds
SETTINGS = """
[databases]
* = host={host} port=5432 user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
server_login_retry = 1
default_pool_size = {sessions}
max_client_conn = 500
ignore_startup_parameters = {ignores}
"""


def installed() -> str:
    """Returns the program, "" where there is none."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""


class Pooler:
    """A pgbouncer while its context lasts; `address` leads to the database at `url` through it.

    `ignores` names parameters of a connection that it passes over in silence.
    """

    def __init__(self, url: str, *, sessions: int = SESSIONS, ignores: str = "") -> None:
        address = sa.make_url(url)
        host, self._port = str(address.query["host"]), int(free_port())
        self._given = {"host": host, "port": self._port, "user": address.username or "postgres"}
        self._given |= {"sessions": sessions, "ignores": ignores}
        here = address.difference_update_query(["host"]).set(host="127.0.0.1", port=self._port)
        self.address = here.render_as_string(hide_password=False)
        self._folder = TemporaryDirectory()
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        path = Path(self._folder.name) / "pgbouncer.ini"
        path.write_text(SETTINGS.format(**self._given), encoding="utf-8")
        self._command = [installed(), str(path)]
        if os.geteuid() == 0:  # it does not run as root; as whoever owns the server, it reaches its socket
            Path(self._folder.name).chmod(0o755)
            self._command[1:1] = ["-u", Path(str(self._given["host"])).owner()]
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()
        self._folder.cleanup()

    def restart(self) -> None:
        """Kills it with all that goes through it, and starts it anew at the same port."""
        self._kill()
        self._start()

    def _start(self) -> None:
        self._running = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait(self._port)

    def _kill(self) -> None:
        if self._running:
            self._running.kill()
            self._running.wait()


@contextmanager
def pgbouncer(url: str, *, sessions: int = SESSIONS, ignores: str = "") -> Iterator[str]:
    """Yields the address that leads to the database at `url` through a pooler; see `Pooler`."""
    with Pooler(url, sessions=sessions, ignores=ignores) as pooler:
        yield pooler.address


def _wait(port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        time.sleep(0.05)
    raise RuntimeError("pgbouncer did not start")
