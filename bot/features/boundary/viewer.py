"""What cards of the boundary need beside the phrasebook: the time, the reader's zone, whose words count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.policy import DEFAULT, Policy, PolicyPart
from bot.core.viewer import Viewer, knows_zone, time_of_day, utc_moment, utc_time, zone_of
from bot.core.words import Localized


@dataclass(frozen=True, slots=True)
class BoundaryViewer(Viewer):
    """How one person sees the cards of an incident, `now`; `urgent` asks for danger before a contact ends."""

    now: datetime
    zone: str = ""
    urgent: bool = False

    def time(self, at: datetime) -> str:
        """Returns a time of day in the reader's zone, else in UTC, and then says so."""
        return time_of_day(at.astimezone(zone_of(self.zone))) if knows_zone(self.zone) else utc_time(at)

    def moment(self, at: datetime) -> str:
        """Returns a day and a time, likewise."""
        if not knows_zone(self.zone):
            return utc_moment(at)
        local = at.astimezone(zone_of(self.zone))
        return f"{local:%Y-%m-%d} {time_of_day(local)}"

    def times(self, times: tuple[datetime, ...]) -> str:
        """Returns times of day in one line: `14:02 and 14:04`."""
        *before, last = (self.time(at) for at in times)
        return self.say("fact.and", before=", ".join(before), last=last) if before else last

    def wording(self, policy: Policy, part: PolicyPart, channel: str) -> Localized:
        """Returns what is said: the organisation's own words, else those of the phrasebook."""
        return policy.said(part, channel) or self.book.protocols[DEFAULT].said(part, channel)
