"""What stands behind `/drill`, as a phone writes it too."""

from __future__ import annotations

import pytest

from bot.features.drill.topics import TypedRequest, parse_request


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        *(
            (number, TypedRequest("", 5))
            for number in ("5", "5.", "(5)", "“5”", "５", "*5*", "5\u200b", " 5\n")
        ),
        ("-1", TypedRequest("", -1)),
        ("gritos 5!", TypedRequest("gritos", 5)),
        ("5 “gritos”", TypedRequest("“gritos”", 5)),
        ("5 o 10", TypedRequest("5 o 10")),
        ("top 5 calls", TypedRequest("top 5 calls")),
        ("", TypedRequest()),
    ],
)
def test_a_number_is_known_however_it_is_written(text: str, request_: TypedRequest) -> None:
    assert parse_request(text) == request_
