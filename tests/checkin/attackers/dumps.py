"""Two dumps of a database around one action, and somebody who tries to tell which it was, and whose."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from struct import unpack
from typing import Any

import psycopg
from psycopg import sql

PAGE = 4096
SYSTEM = ("xmin", "xmax", "ctid")
Row = tuple[Any, ...]
Rows = Counter[Row]


@dataclass
class Dump:
    """One moment of a database: all rows of all tables, and whatever else its files tell, by name."""

    tables: Mapping[str, Rows]
    columns: Mapping[str, Sequence[str]]
    marks: Mapping[str, Any] = field(default_factory=dict)
    raw: bytes = b""


def sqlite_dump(path: Path) -> Dump:
    """Returns what stands in a SQLite file, its pages and its log, as a copy of the files tells it."""
    tables, columns = {}, {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for name in names:
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            columns[name] = [column for column, *_ in cursor.description]
            tables[name] = Counter(map(tuple, cursor.fetchall()))
    data = path.read_bytes()
    log = path.with_name(path.name + "-wal")
    wal = log.read_bytes() if log.exists() else b""
    header = unpack(">II", data[32:40])  # the first page and the number of free ones
    pages = [data[i : i + PAGE] for i in range(0, len(data), PAGE)]
    kinds = tuple(page[0] if page else 0 for page in pages)
    marks = {"pages": len(pages), "free": header, "kinds": kinds, "log": len(wal), "page": pages}
    for other in sorted(path.parent.iterdir()):  # what is backed up together with it
        if other.is_file() and not other.name.startswith(path.name):
            marks |= {f"{other.name}: size": other.stat().st_size, f"{other.name}: text": other.read_bytes()}
    return Dump(tables, columns, marks, data + wal)


def postgres_dump(url: str) -> Dump:
    """Returns what a superuser reads of PostgreSQL: rows, system columns, statistics, whole files."""
    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    tables, columns, marks, raw = {}, {}, {}, b""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        names = [
            n for (n,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        for name in sorted(names):
            query = sql.SQL("SELECT xmin::text, xmax::text, ctid::text, * FROM {}").format(
                sql.Identifier(name)
            )
            cursor = connection.execute(query)
            columns[name] = [column.name for column in cursor.description or ()]
            tables[name] = Counter(tuple(_plain(cell) for cell in row) for row in cursor.fetchall())
            if name.startswith("checkin_"):
                place = connection.execute("SELECT pg_relation_filepath(%s)", [name]).fetchone()
                connection.execute("CHECKPOINT")
                [data] = connection.execute("SELECT pg_read_binary_file(%s)", place).fetchone() or (b"",)
                marks[f"{name}: pointers"] = _line_pointers(bytes(data))
                raw += bytes(data)
        stats = """
            SELECT relname, n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd, n_live_tup, n_dead_tup
            FROM pg_stat_user_tables
        """
        marks |= {f"{name}: counts": tuple(counts) for name, *counts in connection.execute(stats)}
        sequences = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        marks |= {f"{name}: last": value for name, value in connection.execute(sequences)}
        sizes = (
            "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        )
        marks |= {f"{name}: size": size for name, size in connection.execute(sizes)}
    return Dump(tables, columns, marks, raw)


def signature(before: Dump, after: Dump) -> frozenset[str]:
    """Returns in words all that differs between two dumps, but for what differs by chance, as seals do."""
    told: set[str] = set()
    for table in after.tables:
        gone, new = before.tables[table] - after.tables[table], after.tables[table] - before.tables[table]
        if not gone and not new:
            continue
        told.add(f"{table}: {sum(gone.values())} rows go, {sum(new.values())} come")
        told |= {f"{table}: {what}" for what in _columns(after.columns[table], gone, new)}
    for name in before.marks.keys() | after.marks.keys():
        old, now = before.marks.get(name), after.marks.get(name)
        if name == "page":
            assert isinstance(old, list)
            assert isinstance(now, list)
            told.add(f"{sum(a != b for a, b in zip(old, now, strict=False))} pages differ")
        elif name == "kinds" or name.endswith(("pointers", "text")):
            told |= {f"{name} differ"} if old != now else set()
        elif isinstance(old, tuple) and isinstance(now, tuple):
            told.add(f"{name}: {tuple(b - a for a, b in zip(old, now, strict=True))}")
        elif isinstance(old, int) and isinstance(now, int):
            told.add(f"{name}: {now - old:+}")
    return frozenset(told)


def _columns(names: Sequence[str], gone: Rows, new: Rows) -> Iterable[str]:
    """Which columns change in how many rows, where rows are told apart by what stays of them."""
    for i, name in enumerate(names):
        old, now = Counter(row[i] for row in gone.elements()), Counter(row[i] for row in new.elements())
        if name in SYSTEM or (old != now):
            lengths = sorted({len(cell) if isinstance(cell, bytes | str) else -1 for cell in (old | now)})
            many = sum((old - now).values()), sum((now - old).values())
            yield f"{name} {many} of lengths {lengths}" if name not in SYSTEM else f"{name} {many}"
        for row in new:
            cell = row[i]
            if isinstance(cell, bool | int) and name not in SYSTEM:
                yield f"{name} is {cell}"


@dataclass
class Guesser:
    """Somebody who has a Calma of their own to learn from: which actions leave which differences."""

    seen: list[tuple[frozenset[str], str]] = field(default_factory=list)

    def learn(self, told: frozenset[str], act: str) -> None:
        self.seen.append((told, act))

    def telling(self) -> dict[str, frozenset[str]]:
        """Returns what differs with one action every time, and never with another, by the action."""
        found = {}
        for act in {act for _, act in self.seen}:
            mine = [told for told, done in self.seen if done == act]
            others = frozenset[str]().union(*(told for told, done in self.seen if done != act))
            if tell := frozenset[str].intersection(*mine) - others:
                found[act] = tell
        return found

    def guess(self, told: frozenset[str]) -> str:
        """Returns the action whose differences are most like these; of several, the most frequent."""
        rated: dict[float, Counter[str]] = defaultdict(Counter)
        for known, act in self.seen:
            rated[len(told & known) / max(1, len(told | known))][act] += 1
        return rated[max(rated)].most_common(1)[0][0]


def named(before: Dump, after: Dump) -> set[str]:
    """Returns every text in the rows that differ, of whatever table."""
    return {cell for row in _differing(before, after) for cell in row if isinstance(cell, str)}


def touched(before: Dump, after: Dump) -> set[Row]:
    """Returns by what the rows that differ can be told again: pseudonyms, or what stayed the same in them."""
    found: set[Row] = {(cell,) for cell in named(before, after) if re.fullmatch(r"U-\S+|[0-9a-f]{64}", cell)}
    for table in after.tables:
        if table.startswith("checkin_"):
            gone, new = before.tables[table] - after.tables[table], after.tables[table] - before.tables[table]
            found |= {(table, *_short(row, after.columns[table])) for row in gone} & {
                (table, *_short(row, after.columns[table])) for row in new
            }
    return found


def _differing(before: Dump, after: Dump) -> Iterable[Row]:
    for table in after.tables:
        yield from before.tables[table] - after.tables[table]
        yield from after.tables[table] - before.tables[table]


def _short(row: Row, names: Sequence[str]) -> Iterable[object]:
    return [
        cell
        for name, cell in zip(names, row, strict=True)
        if name not in SYSTEM and not isinstance(cell, bytes)
    ]


def _plain(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, memoryview) else cell


def _line_pointers(data: bytes) -> tuple[tuple[int, ...], ...]:
    """Returns the lengths and states of the rows in each page of a table's file, dead ones too."""
    found = []
    for start in range(0, len(data), 8192):
        page = data[start : start + 8192]
        lower = unpack("<H", page[12:14])[0]
        pointers = unpack(f"<{(lower - 24) // 4}I", page[24 : lower - (lower - 24) % 4]) if lower > 24 else ()
        found.append(tuple(pointer >> 15 & 3 for pointer in pointers))
    return tuple(found)


def paired(dump: Dump, prefix: str = "checkin_") -> int:
    """Returns how many rows of people in one table belong to one in another, by who wrote or held them."""
    by_writer: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for table, rows in dump.tables.items():
        if table.startswith(prefix) and {"sealed", "wrapped", "user_id"} & {*dump.columns[table]}:
            for row in rows:
                for writer in {row[0], row[1]} - {"0"}:
                    by_writer[writer].append((table, row))
    return sum(len(found) == 2 and found[0][0] != found[1][0] for found in by_writer.values())
