"""What somebody takes along is cut into documents that a field of any platform takes."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.core.copying import LONGEST, documents_of


@given(st.lists(st.text(max_size=LONGEST * 2), max_size=12))
def test_nothing_is_lost_and_only_what_is_long_by_itself_is_longer(entries: list[str]) -> None:
    documents = documents_of(entries, json.dumps)
    read = [json.loads(document) for document in documents]
    assert [entry for document in read for entry in document] == entries
    assert all(len(document) <= LONGEST or len(read[i]) == 1 for i, document in enumerate(documents))
    assert documents
