"""Bounds on connections: how many there are, and how long each may take for each step.

Everybody on the network can connect, and needs no signature for it. So a connection that is silent, or says
its request letter by letter, or does not read its answer, is closed; where there are too many, those that
have waited longest without asking anything make room for the next; those that ever brought something signed
go last.
"""

from __future__ import annotations

import asyncio
import heapq
import ipaddress
import logging
import resource
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Protocol

_log = logging.getLogger("calma.server")
# Files that are not for connections: the database, calls to the platforms, what is being accepted.
RESERVE = 320
FEWEST = 16  # connections, where hardly any file may be open
SWEEP_EVERY = 0.5  # seconds
ROOM = 16  # parts of all connections; so many are closed at a time where there are too many


def _outside(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False


class Body(Protocol):
    """The body of a request while it comes in."""

    def is_eof(self) -> bool:
        """Returns whether all of it is there."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections there may be at a time, and how many seconds each step of one may take.

    `counted` tells whether an address has a bound of its own: behind one of a private network stands a proxy,
    and so everybody.
    """

    most: int = 1_000
    most_of_address: int = 100
    head: float = 10.0  # from the first byte of a request to the end of its headers
    body: float = 20.0  # from there to the end of its body
    idle: float = 75.0  # between two requests: longer than the usual proxy leaves one idle
    unread: float = 20.0  # in which none of an answer is taken
    counted: Callable[[str], bool] = _outside


class Connection(asyncio.Protocol):
    """One connection, watched from outside the protocol that serves it."""

    __slots__ = (
        *("_admitted", "_all", "_body", "_inner", "_stuck", "_transport"),
        *("address", "began", "fresh", "signed", "since", "until"),
    )

    def __init__(self, everyone: Connections, inner: asyncio.Protocol) -> None:
        self._all = everyone
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._body: Body | None = None  # of the request that is at work
        self._admitted = self._stuck = False
        self.address = ""
        self.fresh = True  # whether it never asked anything
        self.signed = False  # whether something signed ever came over it
        self.began = False  # whether a part of a request is there
        self.since = 0.0  # when it began to wait
        self.until = inf  # when its time is over

    @property
    def waiting(self) -> bool:
        """Whether nothing is done for it just now, beyond listening."""
        return self._body is None or not self._body.is_eof()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes a place, or hangs up where there is none."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) else ""
        self.since = self._all.now()
        self.until = self.since + self._all.limits.head
        self._admitted = self._all.admit(self)
        if self._admitted:
            self._inner.connection_made(transport)
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives its place back."""
        self._all.discard(self)
        if self._admitted:
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Notes the beginning of a request; what follows does not lengthen its time."""
        if not self.began:
            self.began = True
            self.until = self._all.now() + self._all.limits.head
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Hands on that nothing more comes."""
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        """Begins to wait for a reader: much is written, and not taken."""
        self._stuck = True
        self.until = min(self.until, self._all.now() + self._all.limits.unread)
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Goes on: the reader took what there was."""
        self._stuck = False
        self.until = self._all.now() + self._all.limits.idle if self._body is None else inf
        self._inner.resume_writing()

    def work(self, body: Body) -> None:
        """Notes that the headers are there: now the body has its time, and then the answer."""
        self._body, self.fresh, self.began = body, False, True
        self.until = inf if body.is_eof() else self._all.now() + self._all.limits.body

    def rest(self) -> None:
        """Notes that the answer is made."""
        self._body, self.began = None, False
        self.since = self._all.now()
        self.until = self.since + self._all.limits.idle

    def overdue(self, now: float) -> bool:
        """Returns whether its time is over. It is not where the body came in time."""
        if now < self.until:
            return False
        if self._body is None or self._stuck or not self._body.is_eof():
            return True
        self.until = inf
        return False

    def hang_up(self) -> None:
        """Closes it at once, whatever is still to be said."""
        if self._transport:
            self._transport.abort()


def connection_of(transport: asyncio.BaseTransport | None) -> Connection | None:
    """Returns the connection that a request came over; None where it is gone, or not watched."""
    protocol = transport.get_protocol() if transport else None
    return protocol if isinstance(protocol, Connection) else None


def note_signed(transport: asyncio.BaseTransport | None) -> None:
    """Notes that something came over it that a platform signed: where there are too many, it goes last."""
    if connection := connection_of(transport):
        connection.signed = True


class Connections:
    """All connections of this process. `seconds` is a clock that only goes forward."""

    def __init__(self, limits: ConnectionLimits, seconds: Callable[[], float]) -> None:
        self.limits = limits
        self.now = seconds
        self._open: set[Connection] = set()
        self._of_address: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, new: Connection) -> bool:
        """Returns whether there is a place for one more; others that only wait make room for it."""
        if self._over_of_address(new.address):
            self._make_room([each for each in self._open if each.address == new.address], 1)
        if len(self._open) >= self.limits.most:
            self._make_room(list(self._open), max(1, self.limits.most // ROOM))
        if len(self._open) >= self.limits.most or self._over_of_address(new.address):
            _log.warning("refused a connection: %s are at work", len(self._open), extra={"most": 1})
            return False
        self._open.add(new)
        self._of_address[new.address] += 1
        return True

    def discard(self, gone: Connection) -> None:
        """Takes one out, if it is in."""
        if gone in self._open:
            self._open.remove(gone)
            self._of_address[gone.address] -= 1
            if not self._of_address[gone.address]:
                del self._of_address[gone.address]

    def sweep(self) -> None:
        """Hangs up on all whose time is over."""
        now = self.now()
        for connection in [each for each in self._open if each.overdue(now)]:
            connection.hang_up()

    async def watch(self) -> None:
        """Sweeps until it is cancelled."""
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            self.sweep()

    def _over_of_address(self, address: str) -> bool:
        return self._of_address[address] >= self.limits.most_of_address and self.limits.counted(address)

    def _make_room(self, among: list[Connection], number: int) -> None:
        # Of those that never asked anything and those that rest between requests, the more numerous kind
        # makes room: that is the flood. Its oldest go first, so that whoever has just come is heard.
        # A platform keeps its connections for its next requests: they make room where nobody else can.
        waiting = [each for each in among if each.waiting]
        fresh = [each for each in waiting if each.fresh]
        resting = [each for each in waiting if not each.fresh and not each.signed]
        flood = max(fresh, resting, key=len) or waiting
        for connection in heapq.nsmallest(number, flood, key=lambda each: each.since):
            connection.hang_up()
            self.discard(connection)  # it is told of that a moment later; its place is free now
        if flood:
            _log.warning("too many connections: the oldest of those that wait are closed", extra={"most": 1})


def raise_file_limit(connections: int) -> int:
    """Raises how many files this process may open; returns how many connections that allows.

    A reserve is kept: a process that can open no file more can neither answer nor store anything.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + RESERVE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        if soft < wanted:
            fit = max(FEWEST, soft - RESERVE)
            _log.warning("at most %s files may be open (ulimit -n): %s connections are taken", soft, fit)
            return fit
    return connections
