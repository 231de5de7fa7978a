"""`/drill results`: what managers see of their groups' practice, and the switch that lets them see who."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.clocks import zone_of
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.figures import FEWEST, FourWeeks, period_at
from bot.features.drill import manager_cards as cards
from bot.features.drill.deps import DrillDeps
from bot.features.drill.manager_cards import StatsScope
from bot.features.drill.named import MOMENT, NamedPractice
from bot.features.drill.service import practice_counts
from bot.features.drill.stats import PracticeReport, practice_report


class PracticeStatsHandlers:
    """Shows sums to managers, and by name no more than a yes or a no, where the tenant switched that on."""

    def __init__(self, deps: DrillDeps) -> None:
        self._deps, self._stats = deps, deps.drills.stats
        self._named = NamedPractice(deps)

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("drill", self.open, ("results",), least=least),),
            presses=(
                PressRoute(cards.SHOW, self.show, least),
                PressRoute(cards.NAME, self.name, least),
                PressRoute(cards.WHO, self.who, least),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the figures of the first group."""
        return Answer((await self._shown(ask.person, "")).card)

    async def show(self, ask: Press) -> Answer:
        """Returns a group's figures, in place; of one that is gone, those of the first."""
        return await self._shown(ask.person, ask.value)

    async def name(self, ask: Press) -> Answer:
        """Lets managers see who practised, or no more; it is logged who did so."""
        group, _, switch = ask.value.partition("|")
        named, tenant = switch == "on", ask.person.tenant
        if named != (await self._stats.named_since(tenant) is not None):
            # Logged first: a turn that failed may be in the log, one that was made is never missing.
            await self._deps.log_named(ask.person, named)
            await self._stats.set_named_since(tenant, self._deps.now() if named else None)
        return await self._shown(ask.person, group)

    async def who(self, ask: Press) -> Answer:
        """Returns who of a group practised this week, a page of them; only since the switch is on."""
        id, _, page = ask.value.partition("|")
        person = ask.person
        scope = await self._scope(person, id)
        if scope.group is None or scope.named_since is None:
            return await self._shown(person, id)
        since = max(self._monday(person), scope.named_since + MOMENT)
        named = await self._named.rows(person, scope.members, [(since, None)])
        rows = [(name, did) for name, (did,) in named]
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 0
        viewer = self._deps.viewer(person)
        partly = viewer.day(since) if since > self._monday(person) else None
        card = cards.names_card(viewer, scope, rows, number, partly)
        return Answer(card, Placement.UPDATE)

    async def _shown(self, person: Person, id: str) -> Answer:
        scope, viewer = await self._scope(person, id), self._deps.viewer(person)
        period = period_at(self._deps.now()).before()
        report = await self._report(person.tenant, scope, period)
        return Answer(cards.stats_card(viewer, scope, period, report), Placement.UPDATE)

    async def _report(self, tenant: str, scope: StatsScope, period: FourWeeks) -> PracticeReport | str:
        """Returns the figures, or the key of the words for why there are none."""
        group, groups = scope.group, self._deps.groups
        if group is None:
            return "results.no_groups"
        people = await groups.counted_people(tenant, period.first, group.id)
        counts = await practice_counts(self._stats, tenant, people, period)
        if report := practice_report(counts, self._deps.bank(tenant)):
            return report
        if len(scope.people) < FEWEST:
            return "results.too_few"
        coming = await groups.counted_groups(tenant, period.after().first)
        return cards.COMING if group.id in coming else "results.not_counted"

    async def _scope(self, person: Person, id: str) -> StatsScope:
        groups = await self._deps.groups.all_groups(person.tenant)
        group = next((group for group in groups if group.id == id), groups[0] if groups else None)
        members = await self._named.members(group) if group else ()
        return StatsScope(groups, group, members, await self._stats.named_since(person.tenant))

    def _monday(self, person: Person) -> datetime:
        here = self._deps.now().astimezone(zone_of(person.zone))
        monday = here - timedelta(days=here.weekday())
        return monday.replace(hour=0, minute=0, second=0)
