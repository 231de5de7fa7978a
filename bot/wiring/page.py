"""The report's page, put together: who gets a link to it, and what is served."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.config import Config
from bot.core.chat import Person
from bot.core.people import Clock
from bot.core.sessions import ReportLinks, TokenSigning
from bot.settings import LOOPBACK
from bot.wiring.stores import Stores

if TYPE_CHECKING:
    from bot.wiring.calma import Calma

LOCAL = "playground"  # the platform whose people sit at this machine


def report_links(stores: Stores, config: Config, clock: Clock) -> ReportLinks:
    """Returns what gives managers links to the report's page, and tells who opened one."""
    tokens = TokenSigning(stores.lookup_key, secrets.token_bytes)
    return ReportLinks(stores.sessions, tokens, clock, addresses(config))


def addresses(config: Config) -> Callable[[Person], str]:
    """Returns what tells where a person's browser reaches the app; "" where CALMA_PUBLIC_URL does not say."""
    local = f"http://{_local(config)}"
    return lambda person: local if person.platform == LOCAL else config.site.url


def report_routes(calma: Calma, config: Config) -> list[web.RouteDef]:
    """Returns what is served of the report."""
    from bot import drawing
    from bot.page.render import PageTemplates  # aiohttp comes with it: a look-up in the terminal does without
    from bot.page.routes import ReportPage

    runtime = calma.runtime
    templates = PageTemplates(lambda: calma.phrasebook.words, drawing.svg, drawing.style())
    return ReportPage(
        calma.links,
        calma.reports,
        calma.practice,
        templates,
        runtime.clock,
        _origins(config),
        seconds=runtime.seconds,
        report=runtime.report,
    ).routes()


def _local(config: Config) -> str:
    return f"[{config.host}]:{config.port}" if ":" in config.host else f"{config.host}:{config.port}"


def _origins(config: Config) -> frozenset[str]:
    """Returns where browsers say that they are when they press something on a page of ours."""
    public = urlsplit(config.site.url.lower())
    named = {f"{public.scheme}://{public.netloc}"} if config.site.url else set()
    here = {f"http://{_local(config)}"} if config.host in LOOPBACK else set()
    return frozenset(named | here)
