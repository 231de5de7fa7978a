"""What cards of the boundary need beside the phrasebook: the time, the reader's zone, whose words count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.clocks import local
from bot.core.policy import DEFAULT, Policy, PolicyPart
from bot.core.viewer import Viewer, moment_at, time_at
from bot.core.words import Localized


@dataclass(frozen=True, slots=True)
class BoundaryViewer(Viewer):
    """How one person sees the cards of an incident, `now`; `urgent` asks for danger before a contact ends.

    For a channel, `named` tells with each time whose clock it is.
    """

    now: datetime
    zone: str = ""
    urgent: bool = False
    named: bool = False

    @property
    def today(self) -> date:
        """The date where the reader is."""
        return local(self.now, self.zone).date()

    def time(self, at: datetime) -> str:
        """Returns a time of day in the reader's zone, else in UTC, and then says so."""
        return time_at(at, self.zone, named=self.named)

    def moment(self, at: datetime) -> str:
        """Returns a day and a time, likewise."""
        return moment_at(at, self.zone, named=self.named)

    def times(self, times: tuple[datetime, ...]) -> str:
        """Returns times of day in one line: `14:02 and 14:04`."""
        *before, last = (self.time(at) for at in times)
        return self.say("fact.and", before=", ".join(before), last=last) if before else last

    def wording(self, policy: Policy, part: PolicyPart, channel: str) -> Localized:
        """Returns what is said: the organisation's own words, else those of the phrasebook."""
        return policy.said(part, channel) or self.book.protocols[DEFAULT].said(part, channel)
