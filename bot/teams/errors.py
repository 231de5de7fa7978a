"""What may go wrong at this edge."""

from __future__ import annotations

from bot.core.errors import CalmaError
from bot.core.observing import RefusalKind

# 401: our token was taken back before its time. 412, 429 and 502–504 are those Teams asks to repeat.
_PASSING = frozenset({0, 401, 408, 412, 429, 500, 502, 503, 504})
TOO_LARGE = 413
# The chat is there no more, or the bot is not in it: the app was removed and added again, or Teams moved it.
_GONE = frozenset({404, 410})
_GONE_CODES = frozenset({"ConversationNotFound", "BotNotInConversationRoster", "ForbiddenOperationException"})


class Refused(CalmaError):
    """A request that this edge does not take; `status` is what it is answered with.

    `mend` tells whoever runs it what may have to be mended, "" where nothing has; `why` is the kind that is
    counted, None for what is refused for its shape.
    """

    def __init__(self, status: int, message: str, mend: str = "", why: RefusalKind | None = None) -> None:
        super().__init__(message)
        self.status, self.mend, self.why = status, mend, why


class Unauthorized(Refused):
    """Whoever sent this is not Teams, or does not show it; the message is for the log alone."""

    def __init__(self, reason: str, mend: str = "", why: RefusalKind = RefusalKind.SIGNATURE) -> None:
        super().__init__(401, reason, mend, why)


class TeamsFailure(CalmaError):
    """A call to Microsoft's services failed. `status` is 0 where there was no answer at all.

    `code` is the service's own word for it, such as `MessageWritesBlocked`. `sent` tells whether the
    service may have got the call: it did not where there was no connection, or no token to call with.
    """

    def __init__(
        self, message: str, status: int = 0, retry_after: float = 0.0, *, code: str = "", sent: bool = False
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after  # seconds
        self.code = code
        self.sent = sent

    @property
    def passing(self) -> bool:
        """Whether the same call may succeed later."""
        return self.status in _PASSING

    @property
    def gone(self) -> bool:
        """Whether a conversation that was known is there no more, so that another one may be opened."""
        return self.status in _GONE or self.code in _GONE_CODES or (self.status == 403 and not self.code)
