"""Whether Slack takes the bot's token, and what to do where it does not."""

from __future__ import annotations

from bot.clients import unreached
from bot.core.trouble import Trouble
from bot.slack.tokens import OWN, SlackTokens
from bot.slack.wire import BROKEN, SlackWire, lasts, reason


async def trouble_of(wire: SlackWire, tokens: SlackTokens) -> Trouble | None:
    """Returns what keeps the bot from speaking to Slack, None where nothing does."""
    await tokens.of(OWN)
    try:
        await wire.profiles.auth_test()
    except BROKEN as error:
        if not lasts(error):
            return Trouble(f"{reason(error) or unreached(error)}; it is tried again")
        return Trouble(_mend(error, rotates=tokens.rotates), lasting=True)
    return None


def _mend(error: BaseException, *, rotates: bool) -> str:
    word = reason(error)
    if not word:
        return (
            f"SLACK_API_URL leads to no Slack ({unreached(error)}): unset it, or see what stands in between"
        )
    if rotates:
        names = "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_REFRESH_TOKEN"
        return f"the bot's token is refused ({word}) and was not exchanged: see {names}, and restart"
    return (
        f"SLACK_BOT_TOKEN is refused ({word}): copy it anew from OAuth & Permissions, where the app is "
        "installed in the workspace, and restart"
    )
