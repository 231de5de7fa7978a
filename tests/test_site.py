"""The pages /privacy and /terms over HTTP: both languages, strict headers, whatever a browser sends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from aiohttp.test_utils import TestServer

from app import main
from bot import server
from bot.config import SiteConfig, read
from bot.content.load import load
from bot.core.preferred import preferred
from bot.settings import ConfigError
from bot.site import PAGES, Site
from tests.conftest import PHRASEBOOK

BARE = SiteConfig()
WORDS = load(PHRASEBOOK).words
Asked = Callable[..., Any]


@pytest.fixture
async def ask() -> AsyncIterator[Asked]:
    """Asks a server that serves the pages of some settings, by GET where no other method is named."""
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(ClientSession(headers={"User-Agent": "a browser"}))
        servers: dict[SiteConfig, TestServer] = {}

        async def asked(
            path: str, config: SiteConfig = BARE, *, method: str = "GET", **headers: str
        ) -> tuple[ClientResponse, str]:
            if config not in servers:
                pages = Site(config, lambda: WORDS).routes()
                app = server.application([], lambda error: pytest.fail(str(error)), pages=pages)
                servers[config] = TestServer(app)
                await servers[config].start_server()
                stack.push_async_callback(servers[config].close)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            async with browser.request(method, servers[config].make_url(path), headers=named) as response:
                return response, await response.text()

        yield asked


@pytest.mark.parametrize(
    ("path", "header", "language", "heading"),
    [
        ("/privacy", "", "en", "<h1>Privacy</h1>"),
        ("/terms", "", "en", "<h1>Terms of use</h1>"),
        ("/privacy", "es-MX,es;q=0.9,en;q=0.8", "es", "<h1>Privacidad</h1>"),
        ("/terms", "es-MX,es;q=0.9,en;q=0.8", "es", "<h1>Condiciones de uso</h1>"),
        ("/privacy", "de, fr;q=0.9", "en", "<h1>Privacy</h1>"),
        ("/privacy?language=es", "en", "es", "<h1>Privacidad</h1>"),
        ("/privacy?language=de", "es", "es", "<h1>Privacidad</h1>"),
        ("/privacy?language=en&language=es&x=%00", "es", "en", "<h1>Privacy</h1>"),
    ],
)
async def test_a_page_comes_in_the_language_of_whoever_asks(
    ask: Asked, path: str, header: str, language: str, heading: str
) -> None:
    response, page = await ask(path, Accept_Language=header)
    assert (response.status, response.content_type, response.charset) == (200, "text/html", "utf-8")
    assert response.headers["Content-Language"] == language
    assert response.headers["Vary"] == "Accept-Language"
    assert f'<html lang="{language}">' in page
    assert heading in page


async def test_it_leads_to_the_other_page_and_to_the_other_language(ask: Asked) -> None:
    _, page = await ask("/terms?language=es")
    assert '<a href="privacy?language=es">Privacidad</a>' in page
    assert '<a href="terms?language=es" aria-current="page">Condiciones de uso</a>' in page
    assert '<a href="terms?language=en" hreflang="en" lang="en">English</a>' in page


async def test_a_page_runs_nothing_loads_nothing_and_stands_in_no_frame(ask: Asked) -> None:
    for page in PAGES:
        response, text = await ask(f"/{page}")
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in response.headers
        assert not [tag for tag in ("<script", "<img", "<link", "<iframe", "<form", " style=") if tag in text]


async def test_what_is_not_set_up_is_said_neutrally(ask: Asked) -> None:
    _, english = await ask("/privacy")
    assert "run by your organisation" in english
    assert "write to: whoever runs Calma in your organisation." in english
    _, spanish = await ask("/privacy?language=es")
    assert "La maneja su organización" in spanish
    assert "escriba a: quien maneja Calma en su organización." in spanish
    for page in PAGES:
        for language in ("en", "es"):
            _, text = await ask(f"/{page}?language={language}")
            assert not [left for left in ("{", "}", "[", "CALMA_") if left in text.partition("<main>")[2]]


async def test_the_organisation_and_its_contact_stand_on_every_page(ask: Asked) -> None:
    config = SiteConfig(organisation="Ágora & Co. <b>", contact="privacidad@agora.example")
    for path in ("/privacy", "/terms?language=es"):
        _, page = await ask(path, config)
        assert "Ágora &amp; Co. &lt;b&gt;" in page
        assert "<b>" not in page
        assert '<a href="mailto:privacidad@agora.example">privacidad@agora.example</a>' in page


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("https://agora.example/privacy", '<a href="https://agora.example/privacy">'),
        ("the works council, room 12", "the works council, room 12"),
        ('javascript:alert("1")', "javascript:alert(&quot;1&quot;)"),
        ("**[x](https://elsewhere.example)**", "**[x](https://elsewhere.example)**"),
        ('https://agora.example/"onclick="x', '<a href="https://agora.example/&quot;onclick=&quot;x">'),
    ],
)
async def test_a_contact_is_a_link_where_it_can_be_one_and_never_anything_else(
    ask: Asked, contact: str, shown: str
) -> None:
    _, page = await ask("/privacy", SiteConfig(contact=contact))
    assert shown in page


async def test_it_is_sent_once_as_long_as_it_is_the_same(ask: Asked) -> None:
    response, _ = await ask("/privacy")
    tag = response.headers["ETag"]
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    again, text = await ask("/privacy", If_None_Match=f'"other", {tag}')
    assert (again.status, text, again.headers["ETag"]) == (304, "", tag)
    spanish, _ = await ask("/privacy", Accept_Language="es", If_None_Match=tag)
    assert spanish.status == 200
    assert spanish.headers["ETag"] != tag
    broken, _ = await ask("/privacy", If_None_Match='W/"\\",,, "')
    assert broken.status == 200


async def test_its_head_is_that_of_the_page(ask: Asked) -> None:
    whole, text = await ask("/privacy")
    head, nothing = await ask("/privacy", method="HEAD")
    assert (head.status, nothing) == (200, "")
    assert int(head.headers["Content-Length"]) == len(text.encode())
    assert head.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/privacy", 405),
        ("GET", "/privacy/", 404),
        ("GET", "/privacy/../../etc/passwd", 404),
        ("GET", "/privacy.es.md", 404),
        ("GET", "/PRIVACY", 404),
        ("GET", "/security", 404),
        ("GET", "/", 404),
        ("GET", "/healthz", 200),
    ],
)
async def test_all_other_paths_are_as_before(ask: Asked, method: str, path: str, status: int) -> None:
    response, text = await ask(path, method=method)
    assert response.status == status
    assert "Content-Security-Policy" not in response.headers
    assert "<h1>" not in text


@pytest.mark.parametrize(
    "header",
    [
        "es;q=nan, en;q=inf, es;q=-1, es;q=9, es;q=1.0001",
        ";;;===,,,q=1;q=1;q=1",
        "x" * 7_000,
        "a," * 3_000 + "es",
        "es;q=" + "0" * 7_000,
        "*",
        "\u00e9\u00f1",
        "../../etc/passwd",
    ],
)
async def test_whatever_a_browser_likes_there_is_a_page(ask: Asked, header: str) -> None:
    response, page = await ask("/privacy", Accept_Language=header)
    assert response.status == 200
    assert response.headers["Content-Language"] == "en"
    assert "<h1>Privacy</h1>" in page


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("es", "es"),
        ("ES-419", "es"),
        ("en;q=0.5, es;q=0.6", "es"),
        ("es;q=0.5, en;q=0.5", "en"),
        ("es;q=0, de", "en"),
        ("es;q=0", "en"),
        ("de, es;q=0.1", "es"),
    ],
)
def test_what_a_browser_likes_best_wins(header: str, language: str) -> None:
    assert preferred("", header, ("en", "es")) == language


async def test_an_organisation_has_texts_of_its_own(ask: Asked, tmp_path: Path) -> None:
    (tmp_path / "privacy.es.md").write_text(
        "Para adaptar.\n\n---\n\n# Lo nuestro\n\n<b>No</b> <script>alert(1)</script> "
        "[condiciones](terms.es.md) [x](javascript:alert(1)) `{contact}` {organisation}\n\n---\n\nMás.\n",
        encoding="utf-8",
    )
    (tmp_path / "terms.es.md").write_text("# Condiciones nuestras\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text("not for everybody", encoding="utf-8")
    config = SiteConfig(organisation="Ágora", texts=tmp_path)
    response, page = await ask("/privacy", config, Accept_Language="en")
    assert response.headers["Content-Language"] == "es"
    assert "<h1>Lo nuestro</h1>" in page
    assert "Para adaptar" not in page
    assert "Más." in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert '<a href="terms?language=es">condiciones</a>' in page
    assert "<code>{contact}</code> Ágora" in page
    assert 'lang="en"' not in page


def test_a_page_that_is_missing_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"CALMA_SITE_TEXTS: .* has no privacy\.en\.md"):
        Site(SiteConfig(texts=tmp_path), lambda: WORDS)
    (tmp_path / "privacy.en.md").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"CALMA_SITE_TEXTS: .* cannot be read"):
        Site(SiteConfig(texts=tmp_path), lambda: WORDS)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"CALMA_SITE_TEXTS": "/nowhere"}, "CALMA_SITE_TEXTS"),
        ({"CALMA_PUBLIC_URL": "http://calma.example"}, "CALMA_PUBLIC_URL"),
        ({"CALMA_PUBLIC_URL": "calma.example"}, "CALMA_PUBLIC_URL"),
        ({"CALMA_PUBLIC_URL": "http://localhost:3978"}, "CALMA_PUBLIC_URL"),
        ({"CALMA_ORGANISATION": "x" * 201}, "CALMA_ORGANISATION"),
        ({"CALMA_PRIVACY_CONTACT": "one\ntwo"}, "CALMA_PRIVACY_CONTACT"),
    ],
)
def test_a_mistake_in_the_settings_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read(environment)


def test_the_doctor_says_what_the_pages_lack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> str:
        assert main(["doctor"]) == 0
        return capsys.readouterr().out

    monkeypatch.setenv("CALMA_DATA_DIR", str(tmp_path))
    assert "/privacy" not in told()  # nobody but who tries it out sees them
    monkeypatch.setenv("TEAMS_ANONYMOUS", "1")
    assert "set CALMA_ORGANISATION and CALMA_PRIVACY_CONTACT, and read both pages" in told()
    monkeypatch.setenv("CALMA_ORGANISATION", "Ágora")
    assert "set CALMA_PRIVACY_CONTACT, and read both pages" in told()
    monkeypatch.setenv("CALMA_PRIVACY_CONTACT", "privacidad@agora.example")
    assert "/privacy" not in told()


def test_the_settings_are_read() -> None:
    site = read(
        {
            "CALMA_ORGANISATION": " Ágora ",
            "CALMA_PRIVACY_CONTACT": "privacidad@agora.example",
            "CALMA_PUBLIC_URL": "https://calma.agora.example/",
        }
    ).site
    assert (site.organisation, site.contact) == ("Ágora", "privacidad@agora.example")
    assert site.url == "https://calma.agora.example"
    assert read({}).site == SiteConfig()
