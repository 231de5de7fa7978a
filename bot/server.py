"""The web server: routes of all edges, health, the last line against errors, a clean end."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

from bot.connections import Connection, ConnectionLimits, Connections, connection_of
from bot.core.edge import Edge
from bot.core.errors import CalmaError
from bot.core.observing import UNOBSERVED, Observer
from bot.core.spans import span, traced
from bot.core.trouble import DATABASE, LANES, Readiness

MAX_BODY = 256 * 1024  # bytes; the platforms send a tenth of it
BACKLOG = 128  # connections that wait to be accepted, and that are accepted at a time
FINISH_WITHIN = 10.0  # seconds for answers in flight when the app is told to stop
PAGE = "page"  # what is served for no edge, as the observer hears of it
SETTINGS = ("HOST", "PORT")  # that name the address, where nothing else is said

_log = logging.getLogger("calma.web")
Report = Callable[[BaseException], str]


def application(
    edges: Iterable[Edge[web.RouteDef]],
    report: Report,
    readiness: Readiness | None = None,
    pages: Iterable[web.RouteDef] = (),
    observer: Observer = UNOBSERVED,
) -> web.Application:
    """Returns the web application; `report` logs an unexpected error and returns its reference.

    `pages` are what it serves beside the edges and its health; `observer` hears of each request.
    """
    platforms: dict[str, str] = {}
    middlewares = [_last_line(report)]
    if observer is not UNOBSERVED or traced():
        middlewares.insert(0, _followed(observer, platforms))
    app = web.Application(client_max_size=MAX_BODY, middlewares=middlewares)
    app.add_routes([*health_routes(readiness or Readiness()), *pages])
    for edge in edges:
        routes = edge.routes()
        platforms |= {route.path: edge.platform for route in routes}
        app.add_routes(routes)
        app.on_shutdown.append(_calling(edge.hang_up))
    return app


def _without_what_came(record: logging.LogRecord) -> bool:
    """Takes out of a record what anybody may have sent as a request that is none."""
    if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError | web.RequestPayloadError):
        kind = type(record.exc_info[1]).__name__
        refused = {"msg": "refused what is no request: %s", "args": (kind,), "levelno": logging.INFO}
        record.__dict__.update(refused, levelname="INFO", exc_info=None)
    return True


_log.addFilter(_without_what_came)


def _calling(job: Callable[[], Awaitable[None]]) -> Callable[[web.Application], Awaitable[None]]:
    async def call(_: web.Application) -> None:
        await job()

    return call


async def serve(
    app: web.Application, host: str, port: int, announce: Callable[[str], None], limits: ConnectionLimits
) -> None:
    """Serves until SIGTERM or SIGINT, then lets answers in flight finish. Raises CalmaError."""
    async with listening(app, host, port, limits) as address:
        announce(address)
        await stop_signal()


@asynccontextmanager
async def listening(
    app: web.Application,
    host: str,
    port: int,
    limits: ConnectionLimits,
    settings: tuple[str, str] = SETTINGS,
) -> AsyncIterator[str]:
    """Serves within `limits` as long as the context is open; yields the address.

    Raises CalmaError, which names the `settings` of host and port.
    """
    loop = asyncio.get_running_loop()
    connections = Connections(limits, loop.time)
    runner = web.AppRunner(app, access_log=None, logger=_log, shutdown_timeout=FINISH_WITHIN)
    await runner.setup()
    inner, watch = runner.server, loop.create_task(connections.watch())
    assert inner
    listener: asyncio.Server | None = None
    try:
        listener = await _listener(lambda: Connection(connections, inner()), host, port, settings)
        yield f"http://{_shown(host)}:{listener.sockets[0].getsockname()[1]}/"
    finally:
        if listener:
            listener.close()
        watch.cancel()
        await runner.cleanup()


async def check_address(host: str, port: int, settings: tuple[str, str] = SETTINGS) -> None:
    """Raises CalmaError where the address cannot be listened on: before all else that a start does."""
    (await _listener(asyncio.Protocol, host, port, settings, start_serving=False)).close()


async def _listener(
    protocol: Callable[[], asyncio.Protocol],
    host: str,
    port: int,
    settings: tuple[str, str],
    *,
    start_serving: bool = True,
) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    try:
        return await loop.create_server(protocol, host, port, backlog=BACKLOG, start_serving=start_serving)
    except OSError as error:
        raise _unheard(error, host, port, *settings) from error


def _unheard(error: OSError, host: str, port: int, named: str, numbered: str) -> CalmaError:
    why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)
    match error.errno:
        case errno.EADDRINUSE:
            mend = "another program listens there, perhaps another Calma: stop it, or "
            mend += f"set {numbered} to a free one"
        case errno.EACCES:
            mend = f"set {numbered} to 1024 or more, which takes no rights"
        case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT:
            return CalmaError(
                f"{named} is “{host}”, and no address of this machine ({why}): name one that is."
            )
        case _ if isinstance(error, socket.gaierror):
            return CalmaError(f"{named} is “{host}”, which is not found ({error.strerror}): name an address.")
        case _:
            mend = f"set {numbered} to a free one"
    return CalmaError(f"{numbered} {port} cannot be listened on ({why}): {mend}.")


async def stop_signal() -> None:
    """Returns at SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def health_routes(readiness: Readiness) -> list[web.RouteDef]:
    """Returns `/healthz`, whether it is up, and `/readyz`, whether each part works, and if not, why."""

    async def health(_: web.Request) -> web.Response:
        # Whoever watches this starts the app anew where it does not answer, and that makes no room on a disk.
        stored = readiness.troubles().get(DATABASE)
        return web.json_response({"ok": False, "not_up": {DATABASE: stored}} if stored else {"ok": True})

    async def ready(_: web.Request) -> web.Response:
        await readiness.look()
        parts = readiness.parts()
        troubles = {name: reasons for name, reasons in parts.items() if reasons}
        # Where nothing goes out, words and safety cards are to be had all the same: nobody turns people away.
        is_ready = not troubles.keys() - {LANES}
        up = [name for name in parts if name not in troubles]
        body = {"ready": is_ready, "up": up, **({"not_up": troubles} if troubles else {})}
        return web.json_response(body, status=200 if is_ready else 503)

    return [web.get("/healthz", health), web.get("/readyz", ready)]


def _is_of_the_line(error: Exception, request: web.Request) -> bool:
    # Where we hung up in the middle of a body, aiohttp calls that no error of the connection.
    return isinstance(error, ConnectionError) or (
        isinstance(error, RuntimeError) and not request.content.is_eof()
    )


def _followed(observer: Observer, platforms: Mapping[str, str]) -> Middleware:
    """Returns what tells how each request ended, and follows it as one part of the work."""

    @web.middleware
    async def follow(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        platform = platforms.get(resource.canonical if resource else "", PAGE)
        now, status = asyncio.get_running_loop().time, 0
        began = now()
        with span("request") as note:
            try:
                response = await handler(request)
                if isinstance(response, web.Response):  # a stream lasts for as long as somebody listens
                    status = response.status
                return response
            except web.HTTPException as error:
                status = error.status
                raise
            finally:
                if status:
                    observer.served(platform, status, now() - began)
                note("edge", platform)
                note("status", str(status))

    return follow


def _last_line(report: Report) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        connection = connection_of(request.transport)
        if connection is None:
            return await guarded(request, handler)
        connection.work(request.content)
        try:
            return await guarded(request, handler)
        finally:
            connection.rest()

    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except (web.HTTPException, asyncio.CancelledError):
            raise
        except web.RequestPayloadError as error:
            raise web.HTTPBadRequest(text="The body is broken.") from error
        except Exception as error:  # noqa: BLE001 - whatever an edge let through
            if request.transport is None and _is_of_the_line(error, request):
                return web.Response(status=400)  # whoever asked has gone: nobody hears it, and nothing failed
            return web.json_response({"error": "failed", "ref": report(error)}, status=500)

    return guard
