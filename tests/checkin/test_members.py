"""Who is in which group, as its channel tells, or as it was last read."""

from __future__ import annotations

from bot.coach.checkin.members import Members
from bot.coach.edge import Member
from bot.coach.groups import Group, GroupsInMemory, Rosters


class Channel:
    """A platform that can read one channel."""

    async def members(self, tenant: str, conversation: str) -> tuple[Member, ...] | None:
        return (Member("ana"), Member("eva")) if conversation == "C1" else None


async def test_members_are_named_or_read_or_as_last_read() -> None:
    groups = GroupsInMemory()
    await groups.keep(Group("T1", "named", "Night", "slack", people=("ana", "luis")))
    await groups.keep(Group("T1", "read", "Floor", "slack", "C1", people=("pía",)))
    await groups.keep(Group("T1", "gone", "Gone", "slack", "C2", people=("pía",)))
    await groups.keep(Group("T2", "other", "Other", "slack", people=("tom",)))
    found = await Members(groups, Rosters({"slack": Channel()}))("T1")
    assert found == {"named": {"ana", "luis"}, "read": {"ana", "eva"}, "gone": {"pía"}}
