"""Traces: what hangs together in one answer, with nobody's name in it, sent to whatever collects them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot import config
from bot.core import spans
from bot.keys import KeyFile
from bot.settings import ConfigError
from bot.tracing import OtelTracer, exporting
from bot.wiring.sql import stored
from bot.wiring.watching import Watching
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.watching.watched import Watched, watched

ATTRIBUTES = {"calma.edge", "calma.status", "calma.kind", "calma.outcome", "calma.fate", "error.type"}


@asynccontextmanager
async def followed(
    slack: FakeSlack, teams: FakeTeams, folder: Path
) -> AsyncIterator[tuple[Watched, InMemorySpanExporter]]:
    """Serves the app on a database, followed from the first moment."""
    exporter = InMemorySpanExporter()
    tracer = OtelTracer(SimpleSpanProcessor(exporter))
    url = f"sqlite+aiosqlite:///{folder / 'calma.db'}"
    with spans.traced_by(tracer):
        async with (
            stored(url, KeyFile(folder / "checkin.keys")) as stores,
            watched(slack, teams, folder, stores) as found,
        ):
            yield found, exporter
    await tracer.close()


def told(exporter: InMemorySpanExporter) -> list[tuple[str, dict[str, object]]]:
    """Returns the parts that ended, each with its attributes."""
    return [(span.name, dict(span.attributes or {})) for span in exporter.get_finished_spans()]


def parent(span: ReadableSpan, among: tuple[ReadableSpan, ...]) -> str:
    """Returns the name of what a part is part of; "" for nothing."""
    return next((each.name for each in among if span.parent and each.context == span.parent), "")


async def test_an_answer_is_one_trace_from_the_request_to_the_store(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path, patient: None
) -> None:
    async with followed(slack, teams, tmp_path) as (app, exporter):
        exporter.clear()
        await app.slack.types("yelling")
        ended = exporter.get_finished_spans()
        [request] = [span for span in ended if span.name == "request"]
        mine = tuple(
            s
            for s in ended
            if s.context and request.context and s.context.trace_id == request.context.trace_id
        )
        assert {(span.name, parent(span, mine)) for span in mine} == {
            ("request", ""),
            ("ask", "request"),
            ("store", "ask"),
        }
        assert ("request", {"calma.edge": "slack", "calma.status": "200"}) in told(exporter)
        ask = {"calma.edge": "slack", "calma.kind": "command", "calma.outcome": "answered"}
        assert ("ask", ask) in told(exporter)


async def test_a_message_that_goes_out_is_a_trace_of_its_own(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path, patient: None
) -> None:
    slack.refused["U2"] = "user_not_found"
    async with followed(slack, teams, tmp_path) as (app, exporter):
        await app.calls("U9", "U1", "U2", minutes=1)
        await app.drainer.drain()
        sent = [attributes for name, attributes in told(exporter) if name == "send"]
    assert {attributes["calma.fate"] for attributes in sent} == {"refused", "sent"}
    assert {attributes["calma.edge"] for attributes in sent} == {"slack"}


async def test_no_attribute_names_anybody_or_anything_said(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path, patient: None
) -> None:
    async with followed(slack, teams, tmp_path) as (app, exporter):
        for text in ("zzxxq", "zzxxq caller is suicidal", "zzxxq I am shaking and cannot take another call"):
            await app.slack.types(text)
            await app.in_teams(text)
        await app.slack.types("zzxxq", "/drill")
        await app.slack.post(b"zzxxq", {})
        ended = exporter.get_finished_spans()
    assert {span.name for span in ended} <= {"request", "ask", "store", "send"}
    assert {key for span in ended for key in span.attributes or {}} <= ATTRIBUTES
    everything = "".join(f"{span.name} {span.attributes} {span.resource.attributes}" for span in ended)
    for word in ("zzxxq", "T1", "U1", "maria", "tenant-1", "suicid", "checkin", "safety", "SELECT"):
        assert word not in everything, word
    assert not any(span.events for span in ended)


async def test_what_an_answer_leaves_behind_is_in_no_trace(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path, patient: None
) -> None:
    async with followed(slack, teams, tmp_path) as (app, exporter):
        await app.slack.types("yelling")  # which is counted behind the answer
        exporter.clear()
        await app.calma.features.shared.flush()
        await app.calma.background.settled()
        assert "ask" not in {name for name, _ in told(exporter)}


async def test_what_breaks_is_named_by_its_kind_alone() -> None:
    exporter = InMemorySpanExporter()
    tracer = OtelTracer(SimpleSpanProcessor(exporter))
    with spans.traced_by(tracer), pytest.raises(ValueError, match="zzxxq"), spans.span("store"):
        raise ValueError("zzxxq")
    [span] = exporter.get_finished_spans()
    assert dict(span.attributes or {}) == {"error.type": "ValueError"}
    assert "zzxxq" not in span.to_json()
    with spans.span("store"):  # nobody follows it here
        pass
    assert len(exporter.get_finished_spans()) == 1


async def test_traces_get_to_a_collector_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-key=very-secret")
    got: list[tuple[str, ExportTraceServiceRequest]] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        got.append((request.headers.get("x-key", ""), ExportTraceServiceRequest.FromString(body)))
        return web.Response(content_type="application/x-protobuf")

    app = web.Application()
    app.add_routes([web.post("/v1/traces", take)])
    async with TestServer(app) as collector:
        told = config.read({"OTEL_EXPORTER_OTLP_ENDPOINT": str(collector.make_url("/"))})
        async with Watching(told).tracing() as tracer:
            with spans.traced_by(tracer), spans.span("ask") as note:
                note("edge", "slack")
    [(key, sent)] = got
    assert key == "very-secret"
    [resource] = sent.resource_spans
    names = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert names["service.name"] == "calma"
    assert [span.name for scope in resource.scope_spans for span in scope.spans] == ["ask"]


async def test_a_collector_that_is_away_keeps_nobody_waiting_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.tracing.CLOSES_WITHIN", 0.1)
    held = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        await held.wait()
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/v1/traces", never)])
    async with TestServer(app) as collector:
        tracer = exporting(str(collector.make_url("/")).rstrip("/"))
        with spans.traced_by(tracer), spans.span("ask"):
            pass
        await tracer.close()
        held.set()


def test_without_its_packages_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigError, match=r"OTEL_EXPORTER_OTLP_ENDPOINT is set.*requirements/extras\.txt"):
        exporting("http://localhost:4318")


async def test_where_nobody_asked_for_traces_nothing_of_it_is_loaded() -> None:
    async with Watching(config.read({})).tracing() as tracer:
        assert tracer is None
