"""The text of a file that somebody put into a form."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession

from bot.core.encodings import UnreadableText, decoded
from bot.core.errors import CalmaError
from bot.slack.form import FILE_ENDINGS

MOST = 1_000_000  # bytes
AGAIN = 0.3  # seconds until a file is asked for again
WITHIN = 1.8  # seconds; the form wants its answer within three
# What Slack itself calls the content, whatever the name ends in.
_TYPES = frozenset({"yaml", "text", "csv", "tsv"})


class BadFile(CalmaError):
    """The file cannot be taken; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(f"a file cannot be taken: {words}", words=words)


class SlackFiles:
    """Fetches files from the Slack that the bot belongs to, and from nowhere else: its token goes along."""

    def __init__(self, api_url: str) -> None:
        scheme, host = _origin(api_url)
        self._origins = {(scheme, host), ("https", f"files.{host}")}

    async def text(self, session: ClientSession, file: Mapping[str, Any], token: str) -> str:
        """Returns the file's text. Raises BadFile."""
        _check(file)
        url = str(file.get("url_private") or "")
        if _origin(url) not in self._origins:
            raise BadFile("slack.file_failed")
        try:
            async with asyncio.timeout(WITHIN):
                content = await self._fetched(session, url, token)
        except (ClientError, OSError, TimeoutError) as error:
            raise BadFile("slack.file_failed") from error
        try:
            return decoded(content)
        except UnreadableText as error:
            raise BadFile(error.words) from error

    async def _fetched(self, session: ClientSession, url: str, token: str) -> bytes:
        """Returns what stands at a url; what fails in passing is asked for again, in the time there is."""
        while True:
            try:
                if (content := await self._fetch(session, url, token)) is not None:
                    return content
            except (ClientError, OSError) as error:
                if isinstance(error, TimeoutError):
                    raise
            await asyncio.sleep(AGAIN)

    async def _fetch(self, session: ClientSession, url: str, token: str) -> bytes | None:
        # Not a step to another host, and no page: without the right scope Slack sends one to sign in.
        headers = {"Authorization": f"Bearer {token}"}
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status == 429 or response.status >= 500:
                return None
            if response.status != 200 or response.content_type == "text/html":
                raise BadFile("slack.file_failed")
            content = bytearray()
            async for chunk in response.content.iter_chunked(64 * 1024):
                content += chunk
                if len(content) > MOST:
                    raise BadFile("slack.file_large")
            return bytes(content)


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def _check(file: Mapping[str, Any]) -> None:
    ending = str(file.get("name") or "").rpartition(".")[2].lower()
    if ending not in FILE_ENDINGS and file.get("filetype") not in _TYPES:
        raise BadFile("slack.file_type")
    size = file.get("size")
    if isinstance(size, int) and size > MOST:
        raise BadFile("slack.file_large")
