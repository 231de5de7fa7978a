"""Who is in which group, as its channel tells, or as it was last read."""

from __future__ import annotations

from bot.core.edge import ChannelMember
from bot.core.groups import Group, Rosters
from bot.features.checkin.model import Terms
from bot.features.checkin.service import OfferedGroups
from bot.store.memory.checkin import MemoryTermsStore
from bot.store.memory.groups import MemoryGroupStore


class Channel:
    """A platform that can read one channel."""

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        return (ChannelMember("ana"), ChannelMember("eva")) if conversation == "C1" else None


async def test_members_are_named_or_read_or_as_last_read() -> None:
    groups = MemoryGroupStore()
    await groups.keep_group(Group("T1", "named", "Night", "slack", people=("ana", "luis")))
    await groups.keep_group(Group("T1", "read", "Floor", "slack", "C1", people=("pía",)))
    await groups.keep_group(Group("T1", "gone", "Gone", "slack", "C2", people=("pía",)))
    await groups.keep_group(Group("T2", "other", "Other", "slack", people=("tom",)))
    terms = MemoryTermsStore()
    assert await terms.keep_terms("T1", Terms(on=True, groups=("named", "read", "gone", "other")))
    offered = OfferedGroups(groups, terms, Rosters({"slack": Channel()}))
    assert await offered.members("T1") == {"named": {"ana", "luis"}, "read": {"ana", "eva"}, "gone": {"pía"}}
