"""The base of every error that Calma raises on purpose."""

from __future__ import annotations


class CalmaError(Exception):
    """Something a person can mend; the message says what is wrong and what to do next.

    The message is English, for the log and the command line. `words` is the key of the bot's words that tell
    somebody in a chat, `values` fill them in; "" where only whoever runs Calma can mend it.
    """

    def __init__(self, message: str, *, words: str = "", **values: object) -> None:
        super().__init__(message)
        self.words = words
        self.values = values


class Unavailable(CalmaError):
    """The store did not answer in time, or not at all; nothing was stored.

    `reason` is the kind of error, `mend` tells whoever runs it what is wrong and what to do; `lasting`, if it
    does not pass by itself.
    """

    def __init__(
        self, reason: str, mend: str = "", *, lasting: bool = False, words: str = "error.unavailable"
    ) -> None:
        super().__init__(mend or f"the database does not answer ({reason}): see that it runs.", words=words)
        self.reason, self.lasting = reason, lasting


class Unsettled(Unavailable):
    """The store fell silent at the last moment: what was to be stored may be there, or not."""

    def __init__(self, reason: str, mend: str = "", *, lasting: bool = False) -> None:
        super().__init__(reason, mend, lasting=lasting, words="error.unsettled")
