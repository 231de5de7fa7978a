"""The least that a bot on the Microsoft 365 Agents SDK does: verifies the token, sends a constant text.

`python -m bench.bare_agents` serves it.
It says its address as the app does. Its adapter and its check of tokens are the SDK's own, but for where the
keys are, which no setting of the SDK says; the bot's own token never runs out.
"""

from __future__ import annotations

import asyncio
import os

from aiohttp import web
from microsoft_agents.activity import InvokeResponse
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
from microsoft_agents.hosting.core import ActivityHandler, TurnContext
from microsoft_agents.hosting.core.authorization import AgentAuthConfiguration
from microsoft_agents.hosting.core.authorization.jwt import jwt_token_validator

from bench.constant import ANSWER, FOUND


class _Calm(ActivityHandler):  # type: ignore[misc]  # microsoft_agents is not looked into
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(ANSWER)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        return InvokeResponse(status=200, body=FOUND)


class _Lasting:
    """The one connection of the bot, and its token."""

    def __init__(self, configuration: AgentAuthConfiguration) -> None:
        self.configuration = configuration

    def get_token_provider(self, *_: object) -> _Lasting:
        return self

    def get_default_connection(self) -> _Lasting:
        return self

    async def get_access_token(self, *_: object) -> str:
        return "lasting"


async def main() -> None:
    """Serves until it is killed."""
    for issuer in jwt_token_validator.BOTFRAMEWORK_JWKS_URIS:
        jwt_token_validator.BOTFRAMEWORK_JWKS_URIS[issuer] = f"{os.environ['TEAMS_LOGIN_URL']}/keys"
    configuration = AgentAuthConfiguration(client_id=os.environ["MICROSOFT_APP_ID"])
    adapter, calm = CloudAdapter(connection_manager=_Lasting(configuration)), _Calm()

    async def receive(request: web.Request) -> web.StreamResponse:
        answer: web.Response = await adapter.process(request, calm)
        return web.Response() if answer.status == 202 else answer  # as the load expects it

    app = web.Application(middlewares=[jwt_authorization_middleware])
    app["agent_configuration"] = configuration
    app.router.add_post("/api/messages", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"A bare agent is up: http://127.0.0.1:{runner.addresses[0][1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
