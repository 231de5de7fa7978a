"""Who gets in by a link, over HTTP, and who tries in vain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http.cookies import Morsel

import pytest
import pytest_asyncio

from bot.core.errors import Unavailable
from bot.core.sessions import TokenSigning, hashed
from bot.core.visits import MOST_VISITS
from bot.page import guard
from tests.page.served import KEY, LOCAL, MARTA, PUBLIC, Office
from tests.page.visitor import PRESSED, Visitor, token_of, visitors


@pytest.fixture
def office() -> Office:
    return Office()


@pytest_asyncio.fixture
async def people(office: Office) -> AsyncIterator[list[Visitor]]:
    async with visitors(office, 2) as some:
        yield some


@pytest.fixture
def marta(people: list[Visitor]) -> Visitor:
    return people[0]


@pytest.fixture
def thief(people: list[Visitor]) -> Visitor:
    return people[1]


async def test_a_link_opens_the_report_in_one_browser(marta: Visitor, thief: Visitor) -> None:
    address = await marta.office.links.issue(MARTA)
    assert address.startswith(f"{PUBLIC}/report/enter?language=en&token=")
    token = token_of(address)
    entrance = await marta.asks(f"/report/enter?language=es&token={token}")
    assert entrance.status == 200
    assert "Abrir el informe" in entrance.text
    opened = await marta.presses(token)
    assert (opened.status, opened.headers["Location"]) == (303, "../report")
    report = await marta.reads()
    assert report.status == 200
    assert "<h1>Practice and contacts</h1>" in report.text
    refused = await thief.presses(token)
    assert refused.status == 410
    assert "This link doesn't open the report" in refused.shown
    assert "press <strong>Open on a page</strong>" in refused.text
    assert not thief.cookies
    assert (await thief.reads()).status == 403


async def test_the_cookie_goes_nowhere_else_and_the_store_opens_nothing(marta: Visitor) -> None:
    token = await marta.enters()
    [(name, morsel)] = marta.cookies.items()
    assert name == guard.COOKIE == "__Host-calma-report"
    assert (morsel["secure"], morsel["httponly"], morsel["samesite"]) == (True, True, "Strict")
    assert (morsel["path"], morsel["domain"], morsel["max-age"]) == ("/", "", "")
    stored = repr(vars(marta.office.store))
    assert hashed(token) in stored
    assert not [secret for secret in (token, morsel.value) if secret in stored]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_previews_and_scanners_use_nothing_up(marta: Visitor, thief: Visitor, method: str) -> None:
    token = await marta.link()
    for _ in range(5):
        looked = await thief.asks(f"/report/enter?token={token}", method)
        assert looked.status == 200
        assert "Set-Cookie" not in looked.headers
    assert (await marta.presses(token)).status == 303


async def test_of_two_at_once_one_gets_in(people: list[Visitor]) -> None:
    token = await people[0].link()
    answers = await asyncio.gather(*(one.presses(token) for one in people))
    assert sorted(answer.status for answer in answers) == [303, 410]
    assert sorted([(await one.reads()).status for one in people]) == [200, 403]


async def test_whoever_opened_it_may_tap_it_again(marta: Visitor) -> None:
    token = await marta.enters()
    again = await marta.presses(token)
    assert (again.status, "Set-Cookie" in again.headers) == (303, False)
    assert (await marta.reads()).status == 200


async def test_a_link_lasts_a_quarter_of_an_hour_and_a_session_eight(marta: Visitor) -> None:
    token = await marta.link()
    marta.office.clock.later(minutes=15)
    assert (await marta.presses(token)).status == 410
    await marta.enters()
    marta.office.clock.later(hours=7, minutes=59)
    assert (await marta.reads()).status == 200
    marta.office.clock.later(minutes=1)
    over = await marta.reads()
    assert over.status == 403
    assert "The report isn't open in this browser" in over.shown


async def test_a_new_link_ends_the_session_elsewhere(marta: Visitor, thief: Visitor) -> None:
    token = await marta.enters()
    await thief.link()  # of the same person, by another device
    assert (await marta.reads()).status == 403
    assert (await marta.presses(token)).status == 410


def forged(token: str) -> dict[str, str]:
    """Returns what somebody might make of a token, by name."""
    stranger = TokenSigning(b"x" * 32, bytes)
    own = TokenSigning(KEY, bytes)
    return {
        "nothing": "",
        "shorter": token[:-1],
        "longer": token + "A",
        "another letter": ("B" if token[0] != "B" else "C") + token[1:],
        "another mark": token[:-1] + ("B" if token[-1] != "B" else "C"),
        "of another key": stranger.new_token("link"),
        "of a session": own.new_token("session"),
        "long": "A" * 1_000,
        "injected": "' OR 1=1 --",
        "nul": "%00" * 59,
        "not ASCII": "é" * 59,
    }


@pytest.mark.parametrize("how", list(forged("x" * 59)))
async def test_what_is_made_up_is_refused_without_a_look_into_the_store(
    marta: Visitor, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await marta.link()
    made_up = forged(token)[how]

    async def untouched(*_: object) -> bool:
        raise AssertionError("the store was asked")

    with monkeypatch.context() as patch:
        patch.setattr(marta.office.store, "redeem_link", untouched)
        for answer in (await marta.presses(made_up), await marta.asks(f"/report/enter?token={made_up}")):
            assert answer.status == 403
            assert "This link doesn't open the report" in answer.shown
    assert not marta.office.errors
    assert (await marta.presses(token)).status == 303


async def test_a_genuine_token_that_nobody_was_given_opens_nothing(marta: Visitor) -> None:
    own = TokenSigning(KEY, lambda size: b"z" * size)
    assert (await marta.presses(own.new_token("link"))).status == 410
    marta.cookies[guard.COOKIE] = await _morsel(marta, own.new_token("session"))
    assert (await marta.reads()).status == 403


async def _morsel(marta: Visitor, value: str) -> Morsel[str]:
    await marta.enters()
    morsel = marta.cookies.pop(guard.COOKIE)
    morsel.set(guard.COOKIE, value, value)
    return morsel


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://calma.example"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://calma.example"},
        {"Sec-Fetch-Site": "", "Origin": "https://calma.example.evil.example"},
    ],
)
async def test_what_other_pages_send_neither_opens_nor_ends(marta: Visitor, headers: dict[str, str]) -> None:
    token = await marta.link()
    body = f"token={token}"
    assert (await marta.asks("/report/enter", "POST", body, **headers)).status == 403
    assert (await marta.asks("/report/enter", "POST", body)).status == 403  # whoever tells nothing
    assert not marta.cookies
    assert (await marta.presses(token)).status == 303
    assert (await marta.asks("/report/leave", "POST", "", **headers)).status == 403
    assert (await marta.reads()).status == 200


async def test_an_older_browser_tells_by_its_origin(marta: Visitor) -> None:
    body = f"token={await marta.link()}"
    assert (await marta.asks("/report/enter", "POST", body, Origin="null")).status == 403
    assert (await marta.asks("/report/enter", "POST", body, Origin="https://evil.example")).status == 403
    assert (await marta.asks("/report/enter", "POST", body, Origin="https://calma.example")).status == 303


async def test_what_is_no_form_of_ours_is_refused_before_it_is_read(marta: Visitor) -> None:
    token = await marta.link()
    for body in ("x" * 5_000, "a=1&" * 400 + f"token={token}", f"token={token}" + "&b=2" * 10, "token=é"):
        assert (await marta.asks("/report/enter", "POST", body, **PRESSED)).status == 403
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        answer = await marta.asks("/report/enter", "POST", f"token={token}", Content_Type=kind, **PRESSED)
        assert answer.status == 403
    assert (await marta.presses(token)).status == 303


async def test_names_of_other_hosts_lead_nowhere(marta: Visitor) -> None:
    token = await marta.link()
    answer = await marta.presses(token, Host="evil.example", X_Forwarded_Host="evil.example")
    assert (answer.status, answer.headers["Location"]) == (303, "../report")
    report = await marta.reads(Host="evil.example", X_Forwarded_Host="evil.example", X_Forwarded_Proto="http")
    assert "evil.example" not in report.text
    assert f"{PUBLIC}/report" in report.text


async def test_on_this_machine_it_opens_without_https_and_through_no_proxy(
    office: Office, marta: Visitor
) -> None:
    token = token_of(await office.links.issue(LOCAL))
    assert (await marta.presses(token, Sec_Fetch_Site="same-origin")).status == 303
    [(name, morsel)] = marta.cookies.items()
    assert name.startswith("calma-report-")
    assert (morsel["secure"], morsel["httponly"], morsel["samesite"]) == ("", True, "Strict")
    assert (await marta.reads()).status == 200
    assert (await marta.reads(X_Forwarded_For="203.0.113.9")).status == 403
    assert (await marta.reads(Host="evil.example")).status == 403


async def test_a_session_of_https_is_not_taken_from_a_cookie_that_anybody_may_plant(marta: Visitor) -> None:
    await marta.enters()
    morsel = marta.cookies.pop(guard.COOKIE)
    planted = f"calma-report-{marta.address.rpartition(':')[2]}"
    marta.cookies[planted] = morsel
    assert (await marta.reads()).status == 403


async def test_whoever_is_no_manager_any_more_is_told_so_and_has_no_session(marta: Visitor) -> None:
    await marta.enters()
    marta.office.managers.clear()
    told = await marta.reads(Accept_Language="es")
    assert told.status == 403
    assert "El informe es para quien dirige un equipo" in told.text
    assert not marta.cookies
    marta.office.managers.add(("T1", "UMARTA"))
    assert (await marta.reads()).status == 403


async def test_a_manager_of_another_organisation_with_the_same_id_is_somebody_else(marta: Visitor) -> None:
    await marta.enters()
    await marta.office.links.revoke("T2", "UMARTA")
    assert (await marta.reads()).status == 200
    await marta.office.links.revoke("T1", "UMARTA")
    assert (await marta.reads()).status == 403


async def test_leaving_ends_it_for_good(marta: Visitor) -> None:
    await marta.enters()
    kept = dict(marta.cookies)
    left = await marta.asks("/report/leave?language=es", "POST", "", **PRESSED)
    assert (left.status, marta.cookies) == (200, {})
    assert "Salió del informe" in left.text
    marta.cookies.update(kept)
    assert (await marta.reads()).status == 403
    assert (await marta.asks("/report/leave", "POST", "", **PRESSED)).status == 200


async def test_who_comes_too_often_waits(marta: Visitor) -> None:
    token = await marta.enters()
    for _ in range(MOST_VISITS):
        assert (await marta.reads()).status == 200
    asked = len(marta.office.source.asked)
    busy = await marta.reads()
    assert busy.status == 429
    assert "wait a minute" in busy.text
    assert len(marta.office.source.asked) == asked
    for _ in range(MOST_VISITS):
        await marta.presses(token)
    assert (await marta.presses(token)).status == 429
    marta.office.seconds += 61
    assert (await marta.reads()).status == 200


async def test_what_breaks_is_told_with_its_reference_and_nothing_of_it_is_shown(marta: Visitor) -> None:
    await marta.enters()
    marta.office.source.breaks = RuntimeError("secret detail")
    broken = await marta.reads(Accept_Language="es-MX")
    assert broken.status == 500
    assert "<strong>7F3K-22QA</strong>" in broken.text
    assert '<html lang="es">' in broken.text
    assert "secret detail" not in broken.text
    marta.office.source.breaks = Unavailable("away")
    away = await marta.reads()
    assert away.status == 503
    assert "can't be read right now" in away.shown


@pytest.mark.parametrize(
    "path", ["/report", "/report/enter", "/report/enter?token=x", "/report/situations.csv"]
)
async def test_whatever_is_served_runs_nothing_and_is_kept_nowhere(marta: Visitor, path: str) -> None:
    await marta.enters()
    for answer in (
        await marta.reads(path),
        await marta.presses("x"),
        await marta.presses(await marta.link()),
    ):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-") or "style-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        loads = ("<script", "<img", "<link", "<iframe", " style=", " onload", "javascript:")
        assert not [tag for tag in loads if tag in answer.text]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
async def test_other_methods_do_nothing(marta: Visitor, method: str) -> None:
    await marta.enters()
    assert (await marta.asks("/report", method, "", **PRESSED)).status == 405
