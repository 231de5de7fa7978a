"""Who hears of an agent: whoever the organisation's policy names, else whoever was appointed."""

from __future__ import annotations

from bot.core.chat import Role
from bot.core.edge import Address
from bot.core.people import PeopleStore
from bot.core.policy import Policy


async def audience(
    people: PeopleStore, policy: Policy, tenant: str, platform: str, agent: str
) -> tuple[Address, ...]:
    """Returns whom to tell, in order: the policy's channel and supervisors, else supervisors, else managers.

    The agent is never among them: a supervisor who needs somebody tells somebody else.
    """
    channel = (Address(tenant, platform, policy.channel, channel=True),) if policy.channel else ()
    supervisors = await _supervisors(people, policy, tenant, agent)
    return (*channel, *(Address(tenant, platform, id) for id in supervisors))


async def _supervisors(people: PeopleStore, policy: Policy, tenant: str, agent: str) -> tuple[str, ...]:
    if policy.channel and not policy.supervisors:
        return ()
    for user_ids in (
        policy.supervisors,
        await people.appointed_people(tenant, Role.SUPERVISOR),
        await people.appointed_people(tenant, Role.MANAGER),
    ):
        others = tuple(id for id in user_ids if id != agent)
        if others:
            return others
    return ()
