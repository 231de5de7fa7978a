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
