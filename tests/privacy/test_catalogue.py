"""Nothing is stored that the catalogue does not know, and the page for works councils says what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bot.store.sql.catalogue import HOLDINGS, IMPERSONAL, Erasing
from bot.store.sql.tables import metadata
from tests.conftest import ROOT

PAGE = ROOT / "docs/trust/retention.md"
# Columns that name a user, by what they are called in any table there is or may come.
SAYS_WHO = re.compile(r"^(user|user_id|agent|player|person|who|by|.*_by|caused_by|people|waves|audience)$")


def rows() -> Iterator[tuple[str, list[str]]]:
    """Yields the rows of the page's tables: a table's name, and what is said of it."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if match := re.fullmatch(r"`([a-z_]+)`", cells[0]):
            yield match[1], cells


def test_every_table_is_in_the_catalogue_and_once() -> None:
    known = [holding.table.name for holding in HOLDINGS] + list(IMPERSONAL)
    assert sorted(known) == sorted(metadata.tables)


@pytest.mark.parametrize("table", metadata.tables.values(), ids=lambda table: table.name)
def test_a_column_that_says_who_is_in_the_catalogue(table: sa.Table) -> None:
    named = {column.name for column in table.columns if SAYS_WHO.match(column.name)}
    known = {
        name
        for holding in HOLDINGS
        if holding.table is table
        for name in ({column.name for column in holding.columns} | set(holding.lists))
    }
    sealed = {holding.table.name for holding in HOLDINGS if holding.sealed}
    assert table.name in sealed or named <= known, named - known


def test_the_page_has_a_row_for_every_table() -> None:
    assert sorted(name for name, _ in rows()) == sorted(metadata.tables)


def test_the_page_says_for_how_long_and_what_erasing_does() -> None:
    said = dict(rows())
    for holding in HOLDINGS:
        _, _, how_long, erasing = said[holding.table.name]
        assert erasing.startswith(holding.erasing.value), holding.table.name
        if holding.age:
            assert f"{holding.age.days} days" in how_long, holding.table.name
    for name, age in IMPERSONAL.items():
        _, _, how_long, erasing = said[name]
        assert erasing.startswith(Erasing.NOTHING.value), name
        if age and age.days:
            assert f"{age.days} days" in how_long, name
