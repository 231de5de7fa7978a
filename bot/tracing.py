"""Traces by OpenTelemetry, for whoever sets OTEL_EXPORTER_OTLP_ENDPOINT: request, ask, store, send.

Its packages come with `requirements/extras.txt` and are loaded only then. Nothing of it is global: each app
has a provider of its own. All other variables of the standard, such as OTEL_SERVICE_NAME and
OTEL_TRACES_SAMPLER, count as they are documented there.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.spans import SpanNote
from bot.settings import VERSION, ConfigError
from bot.watch_config import TRACES

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

MISSING = (
    f"{TRACES} is set, and the packages for it are not installed ({{name}}): install them by "
    "`pip install --require-hashes -r requirements/extras.txt`, or as the extra `otel`, or unset it."
)
CLOSES_WITHIN = 5.0  # seconds for what is still to be sent


class OtelTracer:
    """`Tracer` that hands each part of the work to `processor` once it is over."""

    def __init__(self, processor: SpanProcessor) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider

        name = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "calma"}
        resource = Resource.create({**name, "service.version": VERSION})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("calma", VERSION)

    @contextmanager
    def span(self, name: str) -> Iterator[SpanNote]:
        """Follows a part. Where it breaks, the kind of error is noted, and never its words."""
        with self._tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        ) as span:

            def note(key: str, value: str) -> None:
                span.set_attribute(f"calma.{key}", value)

            try:
                yield note
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                raise

    async def close(self) -> None:
        """Sends what is left, for as long as that takes, within reason."""
        closing = asyncio.to_thread(self._provider.shutdown)
        await asyncio.wait([asyncio.ensure_future(closing)], timeout=CLOSES_WITHIN)


def exporting(endpoint: str) -> OtelTracer:
    """Returns what sends traces to the collector at `endpoint`. Raises ConfigError without its packages."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise ConfigError(MISSING.format(name=error.name)) from error
    return OtelTracer(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")))
