"""What a manager can do: offer it to a group. They learn nothing of what becomes of that."""

from __future__ import annotations

from bot.core.chat import Answer, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.viewer import Viewer
from bot.features.minute import cards, forms
from bot.features.minute.deps import MinuteDeps
from bot.features.minute.service import MinuteService


class MinuteOfferHandlers:
    """Offers it. The answer is the same whoever is in the group, has it on, or wants no such offer."""

    def __init__(self, deps: MinuteDeps) -> None:
        self._deps = deps
        self._service = MinuteService(deps)

    def routes(self) -> Routes:
        """Returns what managers can do, and nobody else."""
        least = Role.MANAGER
        return Routes(
            presses=(PressRoute(cards.OFFER, self.ask_group, least, reads=True),),
            submits=(SubmitRoute(forms.OFFERED, self.offer, least),),
        )

    async def ask_group(self, ask: Press) -> Reply:
        """Returns the form; without any group, the way to one."""
        groups = await self._deps.groups.all_groups(ask.person.tenant)
        if not groups:
            return Answer(cards.no_groups_card(self._viewer(ask.person)), Placement.UPDATE)
        return forms.offer_form(self._viewer(ask.person), groups)

    async def offer(self, ask: Submit) -> Reply:
        """Has the group told, within minutes."""
        viewer = self._viewer(ask.person)
        group = await self._deps.groups.find_group(ask.person.tenant, ask.text("group"))
        if group is None:
            return FieldErrors({"group": viewer.say("schedule.wrong.group")})
        await self._service.offer(ask.person, group)
        return Answer(cards.status_card(viewer, "minute.offered"), Placement.UPDATE)

    def _viewer(self, person: Person) -> Viewer:
        return self._deps.viewer(person.language)
