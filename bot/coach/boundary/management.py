"""`/calm boundary policy` and `/calm boundary log`: what a manager does."""

from __future__ import annotations

from collections.abc import Mapping

from bot.coach.boundary import log, policy_cards, policy_form
from bot.coach.boundary.kit import Kit
from bot.coach.boundary.policies import Edition
from bot.coach.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.coach.policy import Part, Policy
from bot.coach.talk import Answer, Command, Errors, How, Person, Press, Reply, Role, Submit

EXPORTED_MOST = 200  # incidents that the form is made from; it holds fewer


class Management:
    """Shows and sets the policy, and shows the log, to managers of the tenant."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def routes(self) -> Routes:
        """Returns what a manager can do."""
        least = Role.MANAGER
        return Routes(
            commands=(
                CommandRoute("calm", self.policy, ("boundary policy",), least=least),
                CommandRoute("calm", self.log, ("boundary log",), least=least),
            ),
            presses=(
                PressRoute(policy_cards.SETTINGS, self.settings, least),
                PressRoute(policy_cards.WORDS, self.words, least),
                PressRoute(log.LOG, self.page, least),
                PressRoute(log.EXPORT, self.export, least),
            ),
            submits=(
                SubmitRoute(policy_cards.SETTINGS, self.keep_settings, least),
                SubmitRoute(policy_cards.WORDS, self.keep_words, least),
                SubmitRoute(log.EXPORTED, self.exported, least),
            ),
        )

    async def policy(self, ask: Command) -> Answer:
        """Returns the policy in force."""
        edition = await self._kit.edition(ask.person.tenant)
        return Answer(policy_cards.policy(self._kit.sight(ask.person), edition))

    async def settings(self, ask: Press) -> Reply:
        """Returns the form for the settings."""
        edition = await self._kit.edition(ask.person.tenant)
        return policy_cards.settings(self._kit.sight(ask.person), edition)

    async def words(self, ask: Press) -> Reply:
        """Returns the form for the words of one part."""
        edition, part = await self._kit.edition(ask.person.tenant), _part(ask.value)
        sight = self._kit.sight(ask.person)
        if part is None:
            return Answer(policy_cards.policy(sight, edition), How.UPDATE)
        return policy_cards.words(sight, edition, part)

    async def keep_settings(self, ask: Submit) -> Reply:
        """Keeps the settings, unless somebody else changed the policy meanwhile."""
        edition = await self._kit.edition(ask.person.tenant)
        found = policy_form.settings(self._kit.sight(ask.person), ask, edition.policy)
        return await self._keep(ask, edition, found, "warnings")

    async def keep_words(self, ask: Submit) -> Reply:
        """Keeps the words of one part, unless somebody else changed the policy meanwhile."""
        edition, part = await self._kit.edition(ask.person.tenant), _part(ask.value)
        sight = self._kit.sight(ask.person)
        if part is None:
            return Answer(policy_cards.policy(sight, edition), How.UPDATE)
        found = policy_form.words(sight, ask, edition.policy, part)
        first = policy_cards.field("phone", sight.language)
        return await self._keep(ask, edition, found, first)

    async def log(self, ask: Command) -> Answer:
        """Returns the newest incidents."""
        return await self._log(ask.person, 0, How.PRIVATE)

    async def page(self, ask: Press) -> Answer:
        """Returns another page of the log."""
        page = int(ask.value) if ask.value.isascii() and ask.value.isdecimal() else 0
        return await self._log(ask.person, min(page, 100_000), How.UPDATE)

    async def export(self, ask: Press) -> Reply:
        """Returns the form that holds the newest incidents as CSV."""
        tenant, incidents = ask.person.tenant, self._kit.incidents
        newest = await incidents.page(tenant, 0, EXPORTED_MOST)
        return log.export_form(self._kit.sight(ask.person), newest, await incidents.count(tenant))

    async def exported(self, ask: Submit) -> Answer:
        """Returns the log again."""
        return await self._log(ask.person, 0, How.UPDATE)

    async def _log(self, person: Person, page: int, how: How) -> Answer:
        tenant, incidents, now = person.tenant, self._kit.incidents, self._kit.now()
        sight, count = self._kit.sight(person), await incidents.count(tenant)
        page = min(page, max(0, -(-count // log.PER_PAGE) - 1))
        rows = await incidents.page(tenant, page * log.PER_PAGE, log.PER_PAGE)
        weeks = log.weekly(sight, await incidents.since(tenant, log.first_week(now)), now)
        return Answer(log.log(sight, page, rows, count, weeks), how)

    async def _keep(
        self, ask: Submit, edition: Edition, found: Policy | Mapping[str, str], field: str
    ) -> Reply:
        sight = self._kit.sight(ask.person)
        if not isinstance(found, Policy):
            return Errors(found)
        by = ask.person.name or ask.person.user_id
        after = Edition(edition.version + 1, found, by, self._kit.now())
        same = ask.value.partition(".")[0] == str(edition.version)
        if not same or not await self._kit.policies.keep(ask.person.tenant, after):
            return Errors({field: sight.say("boundary.set.stale")})
        return Answer(policy_cards.policy(sight, after, sight.say("boundary.saved")), How.UPDATE)


def _part(value: str) -> Part | None:
    name = value.partition(".")[2]
    return Part(name) if name in {part.value for part in Part} else None
