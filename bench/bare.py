"""The least that a bot on Bolt does: verifies the signature, acks a constant text. `python -m bench.bare`.

With `BARE_AS_USUAL` in the environment it runs as Bolt does by itself, else in its fast mode, in which the
end of a listener is the answer.
It says its address as the app does. Its route is Bolt's own adapter for aiohttp; it asks nobody who it is.
"""

from __future__ import annotations

import asyncio
import os

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

ANSWER = "Let us look at this together."


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-bare")


async def _calm(ack: AsyncAck) -> None:
    await ack(ANSWER)


async def main() -> None:
    """Serves until it is killed."""
    bolt = AsyncApp(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        authorize=_authorize,
        process_before_response="BARE_AS_USUAL" not in os.environ,
    )
    bolt.command("/calm")(_calm)

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"Bare Bolt is up: http://127.0.0.1:{runner.addresses[0][1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
