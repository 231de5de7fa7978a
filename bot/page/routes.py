"""The report's page over HTTP: the entrance, the report, its tables as files, and the way out.

The link's token stands in the query of the address, where whoever keeps logs knows to look for it, and counts
for fifteen minutes at most. To open the address shows a button and uses nothing up, for previews and scanners
of chat platforms open it too; pressing the button sends the token in a form, from the page itself. That press
comes from our own page, so the cookie that it brings may be one that no other site's link ever sends.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from aiohttp import web

from bot.core.card import Form
from bot.core.chat import FieldErrors, Person, Submit
from bot.core.clocks import local
from bot.core.deadline import answered_within
from bot.core.errors import CalmaError
from bot.core.limits import LONGEST_CHOICE, sound
from bot.core.people import Clock
from bot.core.practice import PracticePlanner
from bot.core.preferred import preferred
from bot.core.report import SPANS, ReportDocument, ReportSource
from bot.core.sessions import ENTRANCE, NotManager, ReportLinks, ReportSession, hashed
from bot.core.visits import VisitLimit
from bot.page import guard, table_file
from bot.page.elements import refilled
from bot.page.render import PageTemplates, ShownPage

WITHIN = 10.0  # seconds for a report: a page may take longer than an answer in a chat
ASIDE = 10_000  # bytes, from which on a page is compressed in a thread
USUAL = 12  # weeks that are shown where nothing else is chosen
_log = logging.getLogger("calma.web")
Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class _Visit:
    """A request of somebody whose session is good: the session, and its token."""

    session: ReportSession
    token: str


class _Refused(Exception):
    """Nothing is shown, and a page says why: the status, and the beginning of its words' keys."""

    def __init__(self, status: int, about: str) -> None:
        super().__init__(about)
        self.status, self.about = status, about


class ReportPage:
    """Serves the report to whoever opened it by a link.

    `origins` are the addresses that browsers reach it at, without a path; `seconds` is a clock that only goes
    forward; `report` logs an error and returns its reference.
    """

    def __init__(
        self,
        links: ReportLinks,
        source: ReportSource,
        practice: PracticePlanner,
        templates: PageTemplates,
        clock: Clock,
        origins: frozenset[str],
        *,
        seconds: Callable[[], float],
        report: Callable[[BaseException], str],
    ) -> None:
        self._links, self._source, self._templates, self._clock = links, source, templates, clock
        self._practice, self._origins, self._report = practice, origins, report
        self._limit = VisitLimit(seconds)

    def routes(self) -> list[web.RouteDef]:
        """Returns what it serves."""
        return [
            web.get(ENTRANCE, self._guarded(self._enter)),
            web.post(ENTRANCE, self._guarded(self._redeem)),
            web.get("/report", self._guarded(self._show)),
            web.get(r"/report/{table:[a-z0-9-]+}.csv", self._guarded(self._write)),
            web.get("/report/practice", self._guarded(self._plan)),
            web.post("/report/practice", self._guarded(self._schedule)),
            web.post("/report/leave", self._guarded(self._leave)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.Response:
            try:
                with answered_within(WITHIN):
                    return await handler(request)
            except _Refused as refused:
                return self._told(request, refused.status, refused.about)
            except NotManager:
                return self._without_cookies(request, self._told(request, 403, "manager"))
            except CalmaError as error:
                if not error.words:
                    return self._broken(request, error)
                self._report(error)
                return self._told(request, 503, "away")
            except web.HTTPException:
                raise
            except Exception as error:  # noqa: BLE001 - the page's one catch-all
                return self._broken(request, error)

        return guarded

    async def _enter(self, request: web.Request) -> web.Response:
        token = request.query.get("token", "")
        if not self._links.is_link(token):
            raise self._refusal("it is none of ours", 403)
        language = self._language(request)
        return _html(
            200, self._templates.entrance(language, token, {"language": language, **_wanted(request)})
        )

    async def _redeem(self, request: web.Request) -> web.Response:
        token = _first(await self._sent(request), "token")
        if not self._links.is_link(token):
            raise self._refusal("it is none of ours", 403)
        if not self._limit.allows(hashed(token)):
            raise _Refused(429, "busy")
        wanted = _wanted(request)
        place = f"../report?{urlencode(wanted)}" if wanted else "../report"
        response = web.Response(status=303, headers={"Location": place, **guard.headers()})
        here = await self._visit(request)
        if here and here.session.link == hashed(token):  # pressed twice, or opened again by who opened it
            return response
        begun = await self._links.redeem(token)
        session = await self._links.find(begun)
        cookie = self._cookie(request, session) if session else ""
        if not cookie:
            raise self._refusal("it is over, or was opened before", 410)
        guard.put_cookie(response, cookie, begun)
        return response

    async def _show(self, request: web.Request) -> web.Response:
        document, person = await self._document(request)
        address = f"{self._links.address_of(person)}/report"
        response = _html(200, self._templates.report(document, address, self._clock(), person.zone))
        # Its texts repeat. Nobody else can have it asked for, as our cookie goes with no request of other
        # sites, so how long it is tells nothing.
        response.enable_compression()
        return response

    async def _write(self, request: web.Request) -> web.Response:
        document, person = await self._document(request)
        named = (table for section in document.sections for table in section.tables)
        table = next((table for table in named if table.id == request.match_info["table"]), None)
        if table is None:
            raise _Refused(404, "table")
        day = local(self._clock(), person.zone).date()
        name = table_file.file_name(table.id, document.group_of(table), day)
        text = table_file.csv_text(table, document)
        await self._source.note_taken(person, document)
        headers = {**guard.headers(), "Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)

    async def _leave(self, request: web.Request) -> web.Response:
        await self._sent(request)
        if visit := await self._visit(request):
            await self._links.end(visit.token)
        return self._without_cookies(request, self._told(request, 200, "left"))

    async def _plan(self, request: web.Request) -> web.Response:
        """Shows the form that schedules practice, which changes nothing yet."""
        person, wanted = await self._reader(request), _wanted(request)
        topic = _chosen(request.query.get("topic", ""))
        shown = await self._practice.practice_form(person, topic, wanted.get("group", ""))
        if isinstance(shown, Form):
            return _html(200, self._templates.practice_form(shown, wanted))
        return _html(200, self._templates.practice_card(shown, wanted))

    async def _schedule(self, request: web.Request) -> web.Response:
        """Schedules what was filled in; sent twice, it is done once."""
        fields = await self._sent(request, guard.MOST_FIELDS)
        person, wanted = await self._reader(request), _wanted(request)
        sent = {name: tuple(map(_chosen, values)) for name, values in fields.items()}
        [id] = sent.pop("id", ("",))[:1]
        result = await self._practice.schedule_practice(Submit(person, "", id, sent))
        if not isinstance(result, FieldErrors):
            return _html(200, self._templates.practice_card(result, wanted))
        form = await self._practice.practice_form(person, "", "")
        if not isinstance(form, Form):
            return _html(200, self._templates.practice_card(form, wanted))
        again = refilled(form, id, sent)
        return _html(422, self._templates.practice_form(again, wanted, result.fields))

    async def _document(self, request: web.Request) -> tuple[ReportDocument, Person]:
        """Returns the report that is asked for, and who reads it. Raises what is told in its place."""
        person = await self._reader(request)
        group, asked = sound(request.query.get("group", "")), request.query.get("weeks", "")
        weeks = next((weeks for weeks in SPANS if str(weeks) == asked), USUAL)
        if len(group) > LONGEST_CHOICE:
            raise _Refused(404, "group")
        return await self._source.document(person, group, weeks), person

    async def _reader(self, request: web.Request) -> Person:
        """Returns who asks, as they are now. Raises what is told in place of what they ask for."""
        visit = await self._visit(request)
        if visit is None:
            raise _Refused(403, "over")
        if not self._limit.allows(hashed(visit.token)):
            raise _Refused(429, "busy")
        return await self._links.person_of(visit.session, visit.token)

    async def _visit(self, request: web.Request) -> _Visit | None:
        """Returns the session that a browser has; None where it has none, or not by the cookie it got."""
        for cookie in (guard.COOKIE, guard.local_cookie(request)):
            token = request.cookies.get(cookie, "")
            session = await self._links.find(token)
            if session and self._cookie(request, session) == cookie:
                return _Visit(session, token)
        return None

    def _cookie(self, request: web.Request, session: ReportSession) -> str:
        """Returns the cookie of a session: of https, or of this machine alone; "" where it opens nothing."""
        address = self._links.address_of(session.person)
        if address.startswith("https://"):
            return guard.COOKIE
        return guard.local_cookie(request) if address and guard.is_here(request) else ""

    async def _sent(self, request: web.Request, most: int = guard.FEWEST_FIELDS) -> Mapping[str, list[str]]:
        """Returns the fields of a form that one of our pages sent; none where it cannot be read."""
        if not guard.is_own_press(request, self._origins):
            raise self._refusal("it was not pressed on a page of ours", 403)
        if request.content_type != "application/x-www-form-urlencoded":
            raise self._refusal("it came in no form", 403)
        if (request.content_length or 0) > guard.LONGEST_BODY:
            raise self._refusal("its form is too long", 403)
        body = b""
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > guard.LONGEST_BODY:
                raise self._refusal("its form is too long", 403)
        try:
            return parse_qs(body.decode("ascii"), max_num_fields=most)
        except ValueError:
            return {}

    def _refusal(self, why: str, status: int) -> _Refused:
        _log.info("a link to the report opened nothing: %s", why, extra={"most": 1})
        return _Refused(status, "link")

    def _broken(self, request: web.Request, error: BaseException) -> web.Response:
        return self._told(request, 500, "broken", reference=self._report(error))

    def _told(self, request: web.Request, status: int, about: str, **values: str) -> web.Response:
        return _html(status, self._templates.told(self._language(request), about, **values))

    def _without_cookies(self, request: web.Request, response: web.Response) -> web.Response:
        for cookie in (guard.COOKIE, guard.local_cookie(request)):
            if cookie in request.cookies:
                guard.put_cookie(response, cookie, "")
        return response

    def _language(self, request: web.Request) -> str:
        asked, header = request.query.get("language", ""), request.headers.get("Accept-Language", "")
        return preferred(asked, header, self._templates.words.languages)


def _html(status: int, page: ShownPage) -> web.Response:
    return web.Response(
        status=status,
        text=page.text,
        content_type="text/html",
        charset="utf-8",
        headers=page.headers,
        zlib_executor_size=ASIDE,
    )


def _first(fields: Mapping[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _chosen(text: str) -> str:
    """Returns a field as every store takes it; "" for one that is longer than any of our forms sends."""
    return sound(text) if len(text) <= LONGEST_CHOICE else ""


def _wanted(request: web.Request) -> dict[str, str]:
    """Returns the group and the weeks that a link was asked for with, as far as they can be any."""
    group, weeks = sound(request.query.get("group", "")), request.query.get("weeks", "")
    named = {"group": group} if group and len(group) <= LONGEST_CHOICE else {}
    return {**named, **({"weeks": weeks} if weeks in map(str, SPANS) else {})}
