"""Reads all that is kept of a person, and erases it: at their word, or once they have gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.background import Failures, batched
from bot.core.errors import CalmaError
from bot.core.installations import InstallationStore
from bot.core.personal import Area, DataSubject
from bot.core.retention import PEOPLE
from bot.features.privacy.deps import PrivacyDeps
from bot.features.privacy.model import PersonalData

AT_ONCE = 100  # people erased in one go: each is a transaction that others wait for


class PrivacyService:
    """What is kept of people, read and erased."""

    def __init__(self, deps: PrivacyDeps) -> None:
        self._deps = deps

    async def find_data(self, subject: DataSubject, *, sealed: bool) -> PersonalData:
        """Returns all that is kept of a person; with what the self-check keeps `sealed` for them alone."""
        await self._deps.flush()
        rows = await self._deps.personal.export_person(subject)
        if not sealed:  # for somebody else, who learns nothing of it, not even that there is something
            return PersonalData({area: tables for area, tables in rows.items() if area is not Area.CHECKIN})
        if self._deps.sealed is None:
            return PersonalData(rows)
        try:
            record = await self._deps.sealed.export_record(subject.tenant, subject.user_id)
        except CalmaError as error:
            self._deps.report(error)
            return PersonalData(rows, closed=True)
        return PersonalData(rows, record)

    async def is_being_erased(self, subject: DataSubject) -> bool:
        """Returns whether a person is, and not all of it is done."""
        return await self._deps.personal.is_being_erased(subject)

    async def erase_people(self, subjects: Sequence[DataSubject]) -> bool:
        """Erases all of people of one tenant. Returns False where the self-check's part has to wait.

        Killed in between, or done twice at once, it comes to the same end: that it was begun is stored first,
        each step can be done again, and the note of it goes with the last one.
        """
        deps, now = self._deps, self._deps.clock()
        await deps.flush()
        await deps.personal.begin_erasing(subjects, now)
        await self._forget(subjects)
        done = await self._erase_sealed(subjects)
        await deps.personal.erase_people(subjects, now, unfinished=not done)
        await self._forget(subjects)
        return done

    async def _erase_sealed(self, subjects: Sequence[DataSubject]) -> bool:
        if self._deps.sealed is None:
            return True
        tenant, ids = subjects[0].tenant, [subject.user_id for subject in subjects]
        try:
            await self._deps.sealed.forget_people(tenant, ids)
        except CalmaError as error:  # nobody can tell whose is what; nobody can read it, either
            self._deps.report(error)
            return False
        return True

    async def _forget(self, subjects: Sequence[DataSubject]) -> None:
        await self._deps.people.forget_people(subjects[0].tenant, [subject.user_id for subject in subjects])
        for subject in subjects:
            for memory in self._deps.forgetful:
                memory.forget_person(subject.tenant, subject.user_id)


class TenantErasing:
    """The daily job: erases all of tenants that took the app out, as long after as people who have gone."""

    def __init__(self, deps: PrivacyDeps, installations: InstallationStore, platform: str) -> None:
        self._deps, self._installations, self._platform = deps, installations, platform
        self._service = PrivacyService(deps)

    async def __call__(self, now: datetime) -> int:
        """Returns how many tenants were erased. Raises what failed for some of them, after all others."""
        failures, erased = Failures(), 0
        before = now - self._deps.after
        for tenant in await self._installations.removed_before(self._platform, before):
            with failures.apart():
                erased += await self._erase(tenant)
        failures.raise_any()
        return erased

    async def _erase(self, tenant: str) -> bool:
        stored = await self._installations.find_installation(tenant, self._platform)
        if stored is None or stored.removed is None:
            return False  # it was installed anew while others were erased
        if await self._deps.leavers.seen_after(tenant, stored.removed):
            # It is used all the same, by a token in the settings: who is there then goes as anywhere else.
            await self._installations.forget_installation(tenant, self._platform)
            return False
        for some in batched(await self._deps.leavers.known_people(tenant), AT_ONCE):
            if not await self._service.erase_people(some):
                return False  # the self-check's part waits for its keys, and so does the rest
        await self._deps.leavers.erase_tenant(tenant)
        await self._installations.forget_installation(tenant, self._platform)
        return True


class LeaverErasing:
    """The daily job: ends what was begun, and erases people who have gone, or were not here for years."""

    def __init__(self, deps: PrivacyDeps) -> None:
        self._deps = deps
        self._service = PrivacyService(deps)

    async def __call__(self, now: datetime) -> int:
        """Returns how many people were erased. Raises what failed for some of them, after all others."""
        failures = Failures()
        erased = await self._finish(failures)
        with failures.apart():
            erased += await self.erase_restored()
        await self._deps.leavers.date_people(now)
        erased += await self._erase_gone(now, failures)
        failures.raise_any()
        return erased

    async def _erase_gone(self, now: datetime, failures: Failures) -> int:
        before, silent = now - self._deps.after, now - PEOPLE
        erased, last = 0, tuple[DataSubject, ...]()
        # Whom it was begun for comes no more, even if it failed: `_finish` goes on with it. If not even that
        # could be noted, the same people come again.
        while (gone := tuple(await self._deps.leavers.long_gone(before, silent, AT_ONCE))) and gone != last:
            with failures.apart():
                await self._service.erase_people(gone)
                erased += len(gone)
            last = gone
        return erased

    async def erase_restored(self) -> int:
        """Erases again whom a restored backup brought back; without the keys, that waits for them.

        Returns how many people that were.
        """
        sealed, leavers, erased = self._deps.sealed, self._deps.leavers, 0
        try:
            if sealed is None or not await sealed.is_restored():
                return 0
            for tenant in await leavers.known_tenants():
                known = {subject.user_id: subject for subject in await leavers.known_people(tenant)}
                gone = [known[user_id] for user_id in sorted(await sealed.erased_since(tenant, list(known)))]
                for some in batched(gone, AT_ONCE):
                    await self._service.erase_people(some)
                erased += len(gone)
            await sealed.erase_restored()
        except CalmaError as error:
            self._deps.report(error)
        return erased

    async def _finish(self, failures: Failures) -> int:
        erased, last = 0, None
        while waiting := await self._deps.personal.being_erased(last, AT_ONCE):
            with failures.apart():
                await self._service.erase_people(waiting)
                erased += len(waiting)
            last = waiting[-1]
        return erased
