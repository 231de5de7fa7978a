"""What stands behind `/drill`, as a phone writes it too."""

from __future__ import annotations

import pytest

from bot.features.drill.topics import TypedRequest, match_topic, parse_request, topics
from tests.build import shipped


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


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("chat", "card:channels"),
        ("whatsapp", "card:channels"),
        ("en persona", "card:channels"),
        ("correo", "card:channels"),
        ("finance", "finance"),  # an industry has questions of its own
        ("banco", "finance"),
        ("counter", "card:counter"),
        ("qué no decir", "pitfalls"),
    ],
)
def test_the_name_of_a_card_of_a_family_leads_to_the_family(text: str, topic: str) -> None:
    book = shipped()
    assert match_topic(topics(book, book.quiz.values()), text) == topic
