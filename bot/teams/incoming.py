"""Reads what was posted, within bounds."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.teams import limits
from bot.teams.errors import Refused


async def read(request: web.Request) -> dict[str, Any]:
    """Returns the activity. Raises Refused: 400, 413 or 415."""
    if request.content_type != "application/json":
        raise Refused(415, "send application/json")
    raw = await _body(request)
    try:
        activity = json.loads(raw)
        if b"\\ud" in raw.lower():
            # Half a surrogate pair is sound JSON, and then no UTF-8: better here than while sending.
            json.dumps(activity, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refused(400, "this is not JSON") from error
    if not isinstance(activity, dict):
        raise Refused(400, "an activity is a JSON object")
    return activity


async def _body(request: web.Request) -> bytes:
    # Counted while it comes in: a length can lie, or be of the compressed body.
    if (request.content_length or 0) > limits.BODY_BYTES:
        raise Refused(413, "too large")
    received = bytearray()
    try:
        async for chunk in request.content.iter_chunked(65_536):
            received += chunk
            if len(received) > limits.BODY_BYTES:
                raise Refused(413, "too large")
    except (ConnectionError, web.RequestPayloadError) as error:
        raise Refused(400, "this is cut off") from error
    return bytes(received)
