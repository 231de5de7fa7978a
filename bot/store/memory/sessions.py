"""Links to the report's page and their sessions, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from bot.core.personal import Area
from bot.core.sessions import ReportSession
from bot.store.memory.people import MemoryPeopleStore
from bot.store.memory.rows import PersonalRow


class MemoryReportSessionStore:
    """`ReportSessionStore` in memory."""

    def __init__(self) -> None:
        self._people = MemoryPeopleStore()
        # Of each person: their link or session, and the session's hash, "" as long as nobody opened the link.
        self._rows: dict[tuple[str, str], tuple[ReportSession, str]] = {}

    def look_into(self, people: MemoryPeopleStore) -> None:
        """Takes in what tells who has gone."""
        self._people = people

    async def keep_link(self, session: ReportSession) -> None:
        self._rows[session.tenant, session.user_id] = (_whole(session, session.until), "")

    async def redeem_link(self, link: str, session: str, now: datetime, until: datetime) -> bool:
        for key, (row, opened) in self._rows.items():
            if row.link == link and not opened and row.until > now:
                self._rows[key] = (_whole(row, until), session)
                return True
        return False

    async def find_session(self, session: str, now: datetime) -> ReportSession | None:
        for key, (row, opened) in self._rows.items():
            if opened and opened == session and row.until > now and key not in self._people.left:
                return row
        return None

    async def end_session(self, session: str) -> None:
        for key, (_, opened) in list(self._rows.items()):
            if opened and opened == session:
                del self._rows[key]

    async def revoke_person(self, tenant: str, user_id: str) -> None:
        self._rows.pop((tenant, user_id), None)

    async def purge_sessions(self, before: datetime) -> int:
        over = [key for key, (row, _) in self._rows.items() if row.until < before]
        for key in over:
            del self._rows[key]
        return len(over)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        if stored := self._rows.get((tenant, user_id)):
            row = stored[0]
            shown = {"platform": row.platform, "language": row.language, "until": row.until}
            yield Area.PROFILE, "report_sessions", shown

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        for user_id in ids:
            self._rows.pop((tenant, user_id), None)


def _whole(session: ReportSession, until: datetime) -> ReportSession:
    return replace(session, until=until.replace(microsecond=0))
