"""`/calm boundary policy` and `/calm boundary log`: what a manager does."""

from __future__ import annotations

from dataclasses import replace

from bot.core.card import Card
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.exports import ExportKind
from bot.core.names import own_name
from bot.core.pages import FIRST, ListHandlers, ListPage, Page, page_of
from bot.core.policy import Policy
from bot.features.boundary import log_cards, manager_cards, manager_forms, restriction_cards
from bot.features.boundary.buttons import PolicyReference
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident, PolicyEdition

_MOST_SEARCHED = 1_000  # incidents, the newest
_MOST_EXPORTED = 200  # incidents that the form is made from; it holds fewer


class PolicyHandlers:
    """Shows and sets the policy, and shows the log, to managers of the tenant."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps
        self._turning = ListHandlers(log_cards.LOG, lambda person: deps.viewer(person).say, self._log)

    def routes(self) -> Routes:
        """Returns what a manager can do."""
        least, turning = Role.MANAGER, self._turning.routes()
        return Routes(
            commands=(
                CommandRoute("calm", self.policy, ("boundary policy",), least=least),
                CommandRoute("calm", self.log, ("boundary log",), least=least),
            ),
            presses=(
                PressRoute(manager_cards.SETTINGS, self.settings, least),
                PressRoute(manager_cards.WORDS, self.words, least),
                *turning.presses,
                PressRoute(log_cards.EXPORT, self.export, least),
            ),
            submits=(
                SubmitRoute(manager_cards.SETTINGS, self.keep_settings, least, manager_forms.SETTINGS_LIMITS),
                SubmitRoute(manager_cards.WORDS, self.keep_words, least, manager_forms.WORDS_LIMITS),
                SubmitRoute(manager_forms.EXPORTED, self.exported, least, manager_forms.CSV_LIMITS),
                *turning.submits,
            ),
        )

    async def policy(self, ask: Command) -> Answer:
        """Returns the policy in force."""
        edition = await self._deps.edition(ask.person.tenant)
        return Answer(await self._policy_card(ask.person, edition))

    async def settings(self, ask: Press) -> Reply:
        """Returns the form for the settings."""
        edition = await self._deps.edition(ask.person.tenant)
        return manager_forms.settings_form(self._deps.viewer(ask.person), edition)

    async def words(self, ask: Press) -> Reply:
        """Returns the form for the words of one part."""
        edition, part = await self._deps.edition(ask.person.tenant), PolicyReference.decode(ask.value).part
        viewer = self._deps.viewer(ask.person)
        if part is None:
            return Answer(await self._policy_card(ask.person, edition), Placement.UPDATE)
        return manager_forms.words_form(viewer, edition, part)

    async def keep_settings(self, ask: Submit) -> Reply:
        """Stores the settings, unless somebody else changed the policy meanwhile."""
        edition = await self._deps.edition(ask.person.tenant)
        policy = manager_forms.read_settings(self._deps.viewer(ask.person), ask, edition.policy)
        if isinstance(policy, Policy):
            added = set(policy.supervisors) - set(edition.policy.supervisors)
            if gone := await self._deps.names.unreachable(ask.person, *added):
                say = self._deps.viewer(ask.person).say
                return FieldErrors({"supervisor_1": say("name.unreachable", names=gone)})
        return await self._keep(ask, edition, policy, "warnings")

    async def keep_words(self, ask: Submit) -> Reply:
        """Stores the words of one part, unless somebody else changed the policy meanwhile."""
        edition, part = await self._deps.edition(ask.person.tenant), PolicyReference.decode(ask.value).part
        viewer = self._deps.viewer(ask.person)
        if part is None:
            return Answer(await self._policy_card(ask.person, edition), Placement.UPDATE)
        policy = manager_forms.read_words(viewer, ask, edition.policy, part)
        first = manager_forms.words_field("phone", viewer.language)
        return await self._keep(ask, edition, policy, first)

    async def log(self, ask: Command) -> Answer:
        """Returns the newest incidents."""
        return replace(await self._log(ask.person, FIRST), how=Placement.PRIVATE)

    async def export(self, ask: Press) -> Reply:
        """Returns the form that holds the newest incidents as CSV; that is logged."""
        tenant, incidents = ask.person.tenant, self._deps.incidents
        await self._deps.log_export(ask.person, ExportKind.INCIDENTS)
        newest = await incidents.incident_page(tenant, 0, _MOST_EXPORTED)
        return manager_forms.export_form(
            self._deps.viewer(ask.person), newest, await incidents.count_incidents(tenant)
        )

    async def exported(self, ask: Submit) -> Answer:
        """Returns the log again."""
        return await self._log(ask.person, FIRST)

    async def _log(self, person: Person, page: Page) -> Answer:
        tenant, incidents, now = person.tenant, self._deps.incidents, self._deps.now()
        viewer, part = self._deps.viewer(person), await self._incidents(person, page)
        recent = await incidents.incidents_since(tenant, log_cards.chart_start(now))
        weeks = log_cards.weekly_chart(viewer, recent, now)
        restrictions = await self._deps.restrictions.all_restrictions(tenant)
        due = restriction_cards.due_elements(viewer, restrictions)
        above = (*log_cards.unresolved(viewer, recent), *due)
        return Answer(log_cards.log_card(viewer, part, weeks, above), Placement.UPDATE)

    async def _incidents(self, person: Person, page: Page) -> ListPage[Incident]:
        tenant, incidents, per_page = person.tenant, self._deps.incidents, log_cards.PER_PAGE
        if page.search:
            viewer = self._deps.viewer(person)
            newest = await incidents.incident_page(tenant, 0, _MOST_SEARCHED)
            return page_of(newest, page, per_page, lambda incident: log_cards.searched(viewer, incident))
        count = await incidents.count_incidents(tenant)
        last = max(0, -(-count // per_page) - 1)
        page = Page(min(page.number, last))
        rows = await incidents.incident_page(tenant, page.number * per_page, per_page)
        return ListPage(rows, page, count, count, per_page)

    async def _keep(
        self, ask: Submit, edition: PolicyEdition, policy: Policy | manager_forms.FieldFaults, field: str
    ) -> Reply:
        viewer = self._deps.viewer(ask.person)
        if not isinstance(policy, Policy):
            return FieldErrors(policy)
        by = own_name(viewer.say, ask.person)
        after = PolicyEdition(edition.version + 1, policy, by, self._deps.now())
        same = PolicyReference.decode(ask.value).version == edition.version
        if not same or not await self._deps.policies.keep_policy(ask.person.tenant, after):
            return FieldErrors({field: viewer.say("boundary.set.stale")})
        card = await self._policy_card(ask.person, after, viewer.say("boundary.saved"))
        return Answer(card, Placement.UPDATE)

    async def _policy_card(self, person: Person, edition: PolicyEdition, status: str = "") -> Card:
        policy = edition.policy
        ids = (policy.channel, *policy.supervisors)
        names = await self._deps.names.of(person.tenant, person.platform, ids)
        return manager_cards.policy_card(self._deps.viewer(person), edition, names, status)
