"""Who is who: by their id in the directory of their organisation, which nobody chooses for themselves."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.teams import facts
from bot.teams.facts import Activity, text_at
from bot.teams.references import ConversationReference, KnownReferences

ACCOUNTS = "29:"  # what ids of people in Teams begin with; they differ from bot to bot

_log = logging.getLogger("calma.teams")


class KnownPeople:
    """Tells under which id a person is known.

    Earlier versions took the id in Teams where an activity had none of the directory. Whoever was met in that
    way alone goes on under it, so that all that is stored of them stays theirs; the reference of that id says
    so from then on. Nobody is met in that way any more.
    """

    def __init__(self, references: KnownReferences, *, anonymous: bool) -> None:
        self._references = references
        self._anonymous = anonymous
        self._earlier: dict[tuple[str, str], ConversationReference] = {}

    async def start(self) -> None:
        """Reads who was met by an id of Teams; nearly everywhere that is nobody."""
        self._earlier = dict(await self._references.below(ACCOUNTS))

    async def user_id(self, activity: Activity) -> str:
        """Returns the id of who acts, "" where Teams does not tell; an emulator has but its own."""
        directory_id, account = facts.directory_id(activity), text_at(activity, "from", "id")
        if not directory_id:
            return account if self._anonymous else ""
        tenant = facts.tenant(activity)
        known = self._earlier.get((tenant, account))
        if known is None:
            return directory_id
        if not known.person:
            try:
                both = await self._references.find(tenant, directory_id)
            except Exception:  # noqa: BLE001 - whoever it is, they get an answer
                _log.exception("whether somebody was met before cannot be read now")
                return directory_id
            known = replace(known, person=directory_id if both else account)
            self._earlier[tenant, account] = known
            self._references.write(tenant, account, known)
        return known.person
