"""What stands behind `/drill`, as a phone writes it too."""

from __future__ import annotations

import pytest

from bot.coach.drill.request import Request, read


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        *((number, Request("", 5)) for number in ("5", "5.", "(5)", "“5”", "５", "*5*", "5\u200b", " 5\n")),
        ("-1", Request("", -1)),
        ("gritos 5!", Request("gritos", 5)),
        ("5 “gritos”", Request("“gritos”", 5)),
        ("5 o 10", Request("5 o 10")),
        ("top 5 calls", Request("top 5 calls")),
        ("", Request()),
    ],
)
def test_a_number_is_known_however_it_is_written(text: str, request_: Request) -> None:
    assert read(text) == request_
