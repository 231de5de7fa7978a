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

import sqlalchemy as sa

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


@contextmanager
def pgbouncer(url: str, *, sessions: int = SESSIONS, ignores: str = "") -> Iterator[str]:
    """Yields the address that leads to the database at `url` through a pooler.

    `ignores` names parameters of a connection that it passes over in silence.
    """
    address = sa.make_url(url)
    host, port = str(address.query["host"]), _free_port()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pgbouncer.ini"
        given = {"host": host, "port": port, "user": address.username or "postgres"}
        given |= {"sessions": sessions, "ignores": ignores}
        path.write_text(SETTINGS.format(**given), encoding="utf-8")
        command = [installed(), str(path)]
        if os.geteuid() == 0:  # it does not run as root; as whoever owns the server, it reaches its socket
            Path(folder).chmod(0o755)
            command[1:1] = ["-u", Path(host).owner()]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                _wait(port)
                here = address.difference_update_query(["host"]).set(host="127.0.0.1", port=port)
                yield here.render_as_string(hide_password=False)
            finally:
                running.kill()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        time.sleep(0.05)
    raise RuntimeError("pgbouncer did not start")
