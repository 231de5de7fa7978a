"""Installing the app by its own pages: what goes well, and whoever wants it to go wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from bot import telemetry
from bot.core.visits import visitor
from bot.slack import install
from bot.slack.scopes import OPTIONAL, REQUIRED
from bot.wiring.stores import Stores
from tests.fakes.slack import Fault
from tests.fakes.slack_many import ManySlack
from tests.harness import Clock
from tests.slack.many import COOKIE, HOME, Page, Served, serving

REFERENCE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@pytest_asyncio.fixture
async def app(many: ManySlack, clock: Clock) -> AsyncIterator[Served]:
    async with serving(many, clock=clock) as served:
        yield served


def kindly(page: Page, status: int, title: str) -> str:
    """Returns the reference on a page that says kindly that nothing was installed."""
    assert page.status == status
    assert title in page.text
    assert "Traceback" not in page.text
    assert "Error" not in page.text
    found = REFERENCE.search(page.text)
    assert found
    return found[0]


async def test_whoever_installs_is_sent_to_slack_with_the_least_it_takes(
    app: Served, many: ManySlack
) -> None:
    page = await app.browser().opens("/slack/install", redirect_uri="https://evil.example", scope="admin")
    assert page.status == 303
    asked = {name: value for name, [value] in parse_qs(urlsplit(page.location).query).items()}
    assert page.location.startswith(many.api_url.removesuffix("/api/") + "/oauth/v2/authorize?")
    assert set(asked["scope"].split(",")) == {*REQUIRED, *OPTIONAL}
    assert asked["redirect_uri"] == f"{HOME}/slack/oauth_redirect"
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=600"))
    assert page.headers["Referrer-Policy"] == "no-referrer"


async def test_it_is_installed_and_says_what_to_do_next(app: Served, many: ManySlack) -> None:
    page = await app.browser().installs(many)
    assert page.status == 200
    assert "Calma is installed" in page.text
    assert "Team T1" in page.text
    assert "/calm team" in page.text
    assert "/app_redirect?app=A1&amp;team=T1" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    answer = await app.user("T1", "U1").types("yelling")
    assert answer["blocks"]


async def test_it_speaks_spanish(app: Served, many: ManySlack) -> None:
    page = await app.browser("es-MX").installs(many)
    assert "Calma está instalada" in page.text
    assert 'lang="es"' in page.text
    kindly(await app.browser("es").opens("/slack/oauth_redirect"), 400, "Esta instalación no se puede")


async def test_a_name_that_is_html_stays_a_name(app: Served, many: ManySlack) -> None:
    browser = app.browser()
    answer = many.approve(await browser.begins())
    many.garbled["oauth.v2.access"] = {
        "ok": True,
        "token_type": "bot",
        "access_token": "xoxb-1",
        "team": {"id": "T1", "name": "<script>alert(1)</script> **x**"},
    }
    page = await browser.opens("/slack/oauth_redirect", **answer)
    assert page.status == 200
    assert "<script>" not in page.text


async def test_whoever_says_no_is_told_that_nothing_changed(app: Served, many: ManySlack) -> None:
    browser = app.browser()
    page = await browser.opens("/slack/oauth_redirect", **many.deny(await browser.begins()))
    kindly(page, 403, "Calma was not installed")
    assert 'href="install"' in page.text


async def test_a_state_is_good_once(app: Served, many: ManySlack) -> None:
    browser = app.browser()
    answer = many.approve(await browser.begins())
    cookies = dict(browser.cookies)
    assert (await browser.opens("/slack/oauth_redirect", **answer)).status == 200
    browser.cookies = cookies  # somebody wrote down the whole request
    again = many.approve(await app.browser().begins(), "T2")
    page = await browser.opens("/slack/oauth_redirect", code=again["code"], state=answer["state"])
    kindly(page, 400, "This installation can&#x27;t be finished here")
    assert len(many.called("oauth.v2.access")) == 1


async def test_a_state_is_good_for_ten_minutes(app: Served, many: ManySlack, clock: Clock) -> None:
    for minutes, status in ((9, 200), (10, 400)):
        browser = app.browser()
        answer = many.approve(await browser.begins())
        clock.now += timedelta(minutes=minutes)
        assert (await browser.opens("/slack/oauth_redirect", **answer)).status == status


async def test_nobody_has_another_browser_finish_what_they_began(app: Served, many: ManySlack) -> None:
    attacker, victim = app.browser(), app.browser()
    answer = many.approve(await attacker.begins(), "TEVIL")
    await victim.begins()  # even one that installs at the moment
    kindly(await victim.opens("/slack/oauth_redirect", **answer), 400, "can&#x27;t be finished here")
    kindly(await app.browser().opens("/slack/oauth_redirect", **answer), 400, "can&#x27;t be finished here")
    assert not many.called("oauth.v2.access")
    assert (await attacker.opens("/slack/oauth_redirect", **answer)).status == 200  # nor did it use theirs up


async def test_a_code_of_somebody_else_cannot_be_put_into_a_state_of_ones_own(
    app: Served, many: ManySlack
) -> None:
    victim, attacker = app.browser(), app.browser()
    mine, theirs = many.approve(await attacker.begins(), "TEVIL"), many.deny(await victim.begins())
    page = await victim.opens("/slack/oauth_redirect", code=mine["code"], state=mine["state"])
    kindly(page, 400, "can&#x27;t be finished here")
    # With the victim's own state in the attacker's hands, the cookie is missing.
    page = await attacker.opens("/slack/oauth_redirect", code=mine["code"], state=theirs["state"])
    kindly(page, 400, "can&#x27;t be finished here")
    assert not many.called("oauth.v2.access")


@pytest.mark.parametrize("state", ["", "x", "1764511320." + "a" * 32 + "." + "b" * 24, "a" * 5_000, "ñ.ñ.ñ"])
async def test_what_nobody_here_made_is_no_state(app: Served, many: ManySlack, state: str) -> None:
    browser = app.browser()
    await browser.begins()
    page = await browser.opens("/slack/oauth_redirect", code="1.x", state=state)
    kindly(page, 400, "can&#x27;t be finished here")
    assert not many.called("oauth.v2.access")


@pytest.mark.parametrize("code", ["", "1.made-up", "x" * 513])
async def test_a_code_that_slack_did_not_give(app: Served, many: ManySlack, code: str) -> None:
    browser = app.browser()
    state = many.approve(await browser.begins())["state"]
    page = await browser.opens("/slack/oauth_redirect", code=code, state=state)
    kindly(page, 400, "Slack didn&#x27;t confirm the installation")


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"ok": True},
        {"ok": True, "token_type": "bot", "access_token": "xoxb-1"},
        {"ok": True, "token_type": "user", "access_token": "xoxp-1", "team": {"id": "T1"}},
        {"ok": True, "token_type": "bot", "access_token": "xoxb-1\r\nX: 1", "team": {"id": "T1"}},
        {"ok": True, "token_type": "bot", "access_token": "xoxb-1", "team": {"id": "../T1"}},
    ],
)
async def test_an_answer_that_is_none_installs_nothing(app: Served, many: ManySlack, answer: object) -> None:
    browser = app.browser()
    given = many.approve(await browser.begins())
    many.garbled["oauth.v2.access"] = answer
    kindly(await browser.opens("/slack/oauth_redirect", **given), 502, "Slack isn&#x27;t answering")
    assert not await app.calma.stores.installations.list_installations("slack")


@pytest.mark.parametrize("fault", [Fault("internal_error", 500), Fault(cut=True), Fault("ratelimited", 429)])
async def test_where_slack_is_down_one_can_begin_again(app: Served, many: ManySlack, fault: Fault) -> None:
    browser = app.browser()
    given = many.approve(await browser.begins())
    many.fail["oauth.v2.access"] = fault
    kindly(await browser.opens("/slack/oauth_redirect", **given), 502, "Slack isn&#x27;t answering")
    many.fail.clear()
    assert (await browser.installs(many)).status == 200


async def test_nothing_that_is_secret_is_logged_or_shown(
    app: Served, many: ManySlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    many.rotates = True
    page = await app.browser().installs(many)
    [token] = many.grants
    await app.user("T1", "U1").types("yelling")
    refused = app.browser()
    answer = many.approve(await refused.begins())
    many.codes.clear()
    page_of_refusal = await refused.opens("/slack/oauth_redirect", **answer)
    written = [telemetry.one_line(line.getMessage()) for line in caplog.records if telemetry.discreet(line)]
    for text in ("\n".join(written), page.text, page_of_refusal.text):
        assert token not in text
        assert many.grants[token].refresh not in text
        assert answer["code"] not in text


@pytest.mark.parametrize(
    "token", ["xoxb-1-2-aBc", "xoxe.xoxb-1-Mi0yLTE", "xoxe-1-Mi0yLTE", "xapp-1-A1-2-abc"]
)
def test_no_token_of_slack_is_ever_logged(token: str) -> None:
    assert token not in telemetry.one_line(f"body: {{'access_token': '{token}', 'ok': true}}")


async def test_the_refusal_on_the_page_is_in_the_log(app: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "calma")
    reference = kindly(await app.browser().opens("/slack/oauth_redirect"), 400, "can&#x27;t be finished")
    assert reference in caplog.text
    assert "Traceback" not in caplog.text


async def test_who_comes_without_end_waits_and_fills_no_log(
    many: ManySlack, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "calma")
    monkeypatch.setattr(install, "ALL", 2)
    async with serving(many, clock=clock) as app:
        pages = [await app.browser().opens("/slack/oauth_redirect") for _ in range(20)]
        assert [page.status for page in pages] == [400] * 2 + [429] * 18
        page = await app.browser().opens("/slack/install")
    assert "That was a lot in a short time" in page.text
    assert "Set-Cookie" not in page.headers
    assert not any(REFERENCE.search(page.text) for page in pages[2:])
    budget = telemetry.LogBudget(lambda: 0.0)
    assert sum(budget.filter(record) for record in caplog.records if record.name.startswith("calma")) < 10


@pytest.mark.parametrize(
    ("stranger", "other"),
    [
        ("8.8.8.8", "8.8.4.4"),
        ("1.1.1.1, 8.8.8.8", "8.8.8.8, 1.1.1.1"),  # the last is the proxy's own word, the rest anybody's
        ("2001:4860:1:2::1", "2001:4860:1:3::1"),
    ],
)
async def test_who_comes_without_end_keeps_nobody_else_waiting(
    app: Served, many: ManySlack, stranger: str, other: str
) -> None:
    pages = [await app.browser(behind=stranger).opens("/slack/install") for _ in range(install.EACH + 2)]
    assert [page.status for page in pages] == [303] * install.EACH + [429] * 2
    assert (await app.browser(behind=other).installs(many)).status == 200


@pytest.mark.parametrize(
    ("remote", "told", "known"),
    [
        ("8.8.8.8", "8.8.4.4", "8.8.8.8"),  # whoever comes themselves is believed nothing
        ("10.0.0.7", "8.8.8.8", "8.8.8.8"),
        ("10.0.0.7", "::ffff:8.8.8.8", "8.8.8.8"),
        ("10.0.0.7", "2001:4860:1:2:3:4:5:6", "2001:4860:1:2::/64"),
        ("10.0.0.7", "8.8.8.8, 10.0.0.9", ""),
        ("10.0.0.7", "unknown", ""),
        ("", "", ""),
    ],
)
def test_a_visit_counts_for_a_public_address(remote: str, told: str, known: str) -> None:
    assert visitor(remote, told) == known


async def test_who_only_looks_at_an_address_uses_nothing_up(app: Served, many: ManySlack) -> None:
    browser = app.browser()
    given = many.approve(await browser.begins())
    cookie = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    url = f"{app.base}/slack/oauth_redirect"
    async with app.session.head(url, params=given, headers=cookie) as response:
        assert response.status == 405
    assert (await browser.opens("/slack/oauth_redirect", **given)).status == 200


async def test_another_process_may_finish_it(many: ManySlack, clock: Clock) -> None:
    stores = Stores()
    async with serving(many, stores, clock) as one, serving(many, stores, clock) as other:
        browser = one.browser()
        answer = many.approve(await browser.begins())
        browser.base = other.base
        assert (await browser.opens("/slack/oauth_redirect", **answer)).status == 200
        assert (await one.user("T1", "U1").types("yelling"))["blocks"]


async def test_a_store_that_is_away_is_told_kindly(
    app: Served, many: ManySlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise ConnectionError("the database is away")

    browser = app.browser()
    given = many.approve(await browser.begins())
    monkeypatch.setattr(app.calma.stores.installations, "keep_installation", away)
    kindly(await browser.opens("/slack/oauth_redirect", **given), 500, "Something went wrong on our side")
