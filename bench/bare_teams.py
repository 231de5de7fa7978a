"""The least that a bot on botbuilder does: verifies the token, sends a constant text.

`python -m bench.bare_teams` serves it.
It says its address as the app does. Its adapter is botbuilder's own; its token never runs out.
"""

from __future__ import annotations

import asyncio
import os

from aiohttp import web
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth import AppCredentials, ChannelValidation, SimpleCredentialProvider

from bench.constant import ANSWER, FOUND


class _Lasting(AppCredentials):  # type: ignore[misc]  # botframework is untyped
    def get_access_token(self, force_refresh: bool = False) -> str:
        return "lasting"


async def _calm(context: TurnContext) -> None:
    if context.activity.type == ActivityTypes.invoke:
        response = InvokeResponse(status=200, body=FOUND)
        await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))
    else:
        await context.send_activity(ANSWER)


async def main() -> None:
    """Serves until it is killed."""
    app_id = os.environ["MICROSOFT_APP_ID"]
    ChannelValidation.open_id_metadata_endpoint = os.environ["TEAMS_OPENID_URL"]
    credentials = _Lasting(app_id=app_id)
    adapter = BotFrameworkAdapter(BotFrameworkAdapterSettings(app_id, "", app_credentials=credentials))
    adapter._credential_provider = SimpleCredentialProvider(app_id, "")

    async def receive(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        answer = await adapter.process_activity(activity, request.headers.get("Authorization", ""), _calm)
        return web.json_response(answer.body, status=answer.status) if answer else web.Response()

    app = web.Application()
    app.router.add_post("/api/messages", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"Bare botbuilder is up: http://127.0.0.1:{runner.addresses[0][1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
