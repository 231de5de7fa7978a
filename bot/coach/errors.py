"""The base of every error that Calma raises on purpose."""


class CalmaError(Exception):
    """Something a person can mend; the message says what is wrong and what to do next."""
