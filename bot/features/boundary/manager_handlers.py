"""`/calm boundary policy` and `/calm boundary log`: what a manager does."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.policy import Policy, PolicyPart
from bot.features.boundary import log_cards, manager_cards, manager_forms
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.ports import PolicyEdition

EXPORTED_MOST = 200  # incidents that the form is made from; it holds fewer


class PolicyHandlers:
    """Shows and sets the policy, and shows the log, to managers of the tenant."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what a manager can do."""
        least = Role.MANAGER
        return Routes(
            commands=(
                CommandRoute("calm", self.policy, ("boundary policy",), least=least),
                CommandRoute("calm", self.log, ("boundary log",), least=least),
            ),
            presses=(
                PressRoute(manager_cards.SETTINGS, self.settings, least),
                PressRoute(manager_cards.WORDS, self.words, least),
                PressRoute(log_cards.LOG, self.page, least),
                PressRoute(log_cards.EXPORT, self.export, least),
            ),
            submits=(
                SubmitRoute(manager_cards.SETTINGS, self.keep_settings, least),
                SubmitRoute(manager_cards.WORDS, self.keep_words, least),
                SubmitRoute(log_cards.EXPORTED, self.exported, least),
            ),
        )

    async def policy(self, ask: Command) -> Answer:
        """Returns the policy in force."""
        edition = await self._deps.edition(ask.person.tenant)
        return Answer(manager_cards.policy(self._deps.viewer(ask.person), edition))

    async def settings(self, ask: Press) -> Reply:
        """Returns the form for the settings."""
        edition = await self._deps.edition(ask.person.tenant)
        return manager_cards.settings(self._deps.viewer(ask.person), edition)

    async def words(self, ask: Press) -> Reply:
        """Returns the form for the words of one part."""
        edition, part = await self._deps.edition(ask.person.tenant), _part(ask.value)
        viewer = self._deps.viewer(ask.person)
        if part is None:
            return Answer(manager_cards.policy(viewer, edition), Placement.UPDATE)
        return manager_cards.words(viewer, edition, part)

    async def keep_settings(self, ask: Submit) -> Reply:
        """Keeps the settings, unless somebody else changed the policy meanwhile."""
        edition = await self._deps.edition(ask.person.tenant)
        found = manager_forms.settings(self._deps.viewer(ask.person), ask, edition.policy)
        return await self._keep(ask, edition, found, "warnings")

    async def keep_words(self, ask: Submit) -> Reply:
        """Keeps the words of one part, unless somebody else changed the policy meanwhile."""
        edition, part = await self._deps.edition(ask.person.tenant), _part(ask.value)
        viewer = self._deps.viewer(ask.person)
        if part is None:
            return Answer(manager_cards.policy(viewer, edition), Placement.UPDATE)
        found = manager_forms.words(viewer, ask, edition.policy, part)
        first = manager_cards.field("phone", viewer.language)
        return await self._keep(ask, edition, found, first)

    async def log(self, ask: Command) -> Answer:
        """Returns the newest incidents."""
        return await self._log(ask.person, 0, Placement.PRIVATE)

    async def page(self, ask: Press) -> Answer:
        """Returns another page of the log."""
        page = int(ask.value) if ask.value.isascii() and ask.value.isdecimal() else 0
        return await self._log(ask.person, min(page, 100_000), Placement.UPDATE)

    async def export(self, ask: Press) -> Reply:
        """Returns the form that holds the newest incidents as CSV."""
        tenant, incidents = ask.person.tenant, self._deps.incidents
        newest = await incidents.incident_page(tenant, 0, EXPORTED_MOST)
        return log_cards.export_form(
            self._deps.viewer(ask.person), newest, await incidents.count_incidents(tenant)
        )

    async def exported(self, ask: Submit) -> Answer:
        """Returns the log again."""
        return await self._log(ask.person, 0, Placement.UPDATE)

    async def _log(self, person: Person, page: int, how: Placement) -> Answer:
        tenant, incidents, now = person.tenant, self._deps.incidents, self._deps.now()
        viewer, count = self._deps.viewer(person), await incidents.count_incidents(tenant)
        page = min(page, max(0, -(-count // log_cards.PER_PAGE) - 1))
        rows = await incidents.incident_page(tenant, page * log_cards.PER_PAGE, log_cards.PER_PAGE)
        weeks = log_cards.weekly(
            viewer, await incidents.incidents_since(tenant, log_cards.first_week(now)), now
        )
        return Answer(log_cards.log(viewer, page, rows, count, weeks), how)

    async def _keep(
        self, ask: Submit, edition: PolicyEdition, found: Policy | Mapping[str, str], field: str
    ) -> Reply:
        viewer = self._deps.viewer(ask.person)
        if not isinstance(found, Policy):
            return FieldErrors(found)
        by = ask.person.name or ask.person.user_id
        after = PolicyEdition(edition.version + 1, found, by, self._deps.now())
        same = ask.value.partition(".")[0] == str(edition.version)
        if not same or not await self._deps.policies.keep_policy(ask.person.tenant, after):
            return FieldErrors({field: viewer.say("boundary.set.stale")})
        return Answer(manager_cards.policy(viewer, after, viewer.say("boundary.saved")), Placement.UPDATE)


def _part(value: str) -> PolicyPart | None:
    name = value.partition(".")[2]
    return PolicyPart(name) if name in {part.value for part in PolicyPart} else None
