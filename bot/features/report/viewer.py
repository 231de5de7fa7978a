"""How a manager sees a report: names of what is counted, shares with how sure they are, dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core import written
from bot.core.estimates import Sample, difference_z, more_than_chance
from bot.core.quiz import QuizItem
from bot.core.viewer import Viewer
from bot.features.report.model import Comparison, ReportPoint

MISSING = "–"


@dataclass(frozen=True, slots=True)
class ReportViewer(Viewer):
    """What everybody's viewer has, the names of topics and schedules, and the items of the tenant's bank."""

    topics: Mapping[str, str]
    schedules: Mapping[str, str]
    bank: Mapping[str, QuizItem]

    def subject(self, name: str) -> str:
        """Returns the name of a situation or topic; what it was called where it has gone."""
        return self.topics.get(name) or self.situation(name) or self.say("report.gone")

    def share(self, sample: Sample | None) -> str:
        """Returns a share with its interval: `62% (54–70%)`; at the ends `95% or more`."""
        if sample is None or not sample.total:
            return MISSING
        for limit, key in ((written.MOST, "report.or_more"), (written.LEAST, "report.or_less")):
            beyond = sample.share > limit if limit == written.MOST else sample.share < limit
            if beyond:
                return self.say(key, share=self.percent(limit))
        low, high = (self.percent(end) for end in (sample.interval.low, sample.interval.high))
        return self.say(
            "report.interval", share=self.percent(sample.share), low=low.rstrip("%").rstrip(), high=high
        )

    def moved(self, compared: Comparison, among: int) -> str:
        """Returns how a share changed, in points, and whether that is more than chance."""
        points, sure = moved(compared, among)
        if points is None:
            return MISSING
        if not points:
            return self.say("report.same")
        sign, key = "+" if points > 0 else "−", "report.point" if abs(points) == 1 else "report.points"
        shown = self.say(key, points=f"{sign}{abs(points)}")
        return shown if sure else self.say("report.chance", points=shown)

    def percent(self, share: float) -> str:
        """Returns a share in whole percent, never all or none."""
        return written.percent(capped(share), self.locale)

    def number(self, count: int | None) -> str:
        """Returns a count, or what stands where there is none."""
        return MISSING if count is None else written.number(count, self.locale)

    def day(self, at: date) -> str:
        """Returns a date without its year."""
        return written.day(at, self.language)

    def days(self, first: date, last: date) -> str:
        """Returns a span of days."""
        return written.days(first, last, self.language)

    def labels(self, points: Sequence[ReportPoint]) -> tuple[str, ...]:
        """Returns the date of each point."""
        return tuple(self.day(point.first) for point in points)


def moved(compared: Comparison, among: int) -> tuple[int | None, bool]:
    """Returns by how many points a share changed, of the shares as they are shown, and if that is no chance.

    None where one of them is not told; it is one of so many that are compared.
    """
    before, after = compared.before, compared.after
    if before is None or after is None:
        return None, False
    points = round(100 * capped(after.share)) - round(100 * capped(before.share))
    return points, more_than_chance(difference_z(before, after), among)


def capped(share: float) -> float:
    """Returns a share as it is told at most: nobody is told that all, or none, did something."""
    return min(max(share, written.LEAST), written.MOST)
