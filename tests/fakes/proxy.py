"""A proxy for HTTP that writes down what it is asked for, and lets nobody through."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass
class FakeProxy:
    """`asked` holds the first line of each request, without the version; `signed_in` who asked, or "".

    `met` is set once it was asked anything.
    """

    asked: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    met: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._refuse, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._server
        self._server.close()
        await self._server.wait_closed()

    @property
    def address(self) -> str:
        assert self._server
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        self.asked.append(head[0].rpartition(" ")[0])
        self.signed_in.append(headers.get("proxy-authorization", ""))
        self.met.set()
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        await writer.wait_closed()
