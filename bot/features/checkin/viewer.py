"""How one person sees the self-check, and the words for dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.core import card as c
from bot.core.clocks import knows_zone, local
from bot.core.ranges import WHOLE, Range
from bot.core.viewer import Viewer, time_of_day
from bot.core.words import Localized
from bot.features.checkin.instrument import CheckinContent, Item, Subscale
from bot.features.checkin.period import Cadence, Period, parse_period, period_order
from bot.features.checkin.scoring import TOP


@dataclass(frozen=True, slots=True)
class CheckinViewer(Viewer):
    """What everybody's viewer has, and the questions that are asked now."""

    content: CheckinContent

    def bullets(self, texts: Iterable[Localized]) -> tuple[c.Text, ...]:
        """Returns texts as lines, each behind a dot."""
        return self.lines(map(self.pick, texts))

    def lines(self, texts: Iterable[str]) -> tuple[c.Text, ...]:
        """Returns what is in this language already as lines, each behind a dot."""
        return tuple(c.Text(f"• {text}") for text in texts)

    def every(self, cadence: Cadence) -> str:
        """Returns how often that is: `Every two weeks`."""
        return self.say(f"checkin.reminders.{cadence.name.lower()}")

    def country(self, code: str) -> str:
        """Returns what a country is called; of none, that it is none."""
        numbers = self.book.numbers.get(code)
        return self.pick(numbers.name) if numbers else code or self.say("checkin.set.country.all")

    def day(self, day: date) -> str:
        """Returns a day: `22 November`."""
        month = self.say("checkin.months").split()[day.month - 1]
        return self.say("checkin.day", day=day.day, month=month)

    def until(self, period: Period, zone: str) -> str:
        """Returns the end of a period where its reader is: `22 November`, or `22 November (19:00)`.

        Periods end by UTC, which is in the middle of an evening for some.
        """
        end = local(datetime.combine(period.next, time(0), UTC), zone)
        if knows_zone(zone) and end.time() == time(0):
            return self.day(period.last)
        last, at = (end.date(), time_of_day(end)) if knows_zone(zone) else (period.last, "UTC")
        return self.say("checkin.until", day=self.day(last), time=at)

    def span(self, period: Period) -> str:
        """Returns a period: `9–22 November`."""
        first, last = period.first, period.last
        start = str(first.day) if first.month == last.month else f"{self.day(first)} "
        end = self.day(last)
        return f"{start}–{end}" if first.month == last.month else f"{start}– {end}"

    def ended(self, period: str) -> str:
        """Returns the last day of the period of that name; short enough for a chart."""
        named = parse_period(period)
        return self.day(named.last) if named else str(period_order(period)[0])

    def load(self, subscale: Subscale) -> str:
        """Returns what an index is called; where there is one alone, the load."""
        return self.pick(subscale.label) or self.say("checkin.load")

    def answer(self, item: Item, value: float) -> str:
        """Returns the answer that is nearest to 0 to 100 points, in the words of its scale."""
        last = len(item.scale) - 1
        place = int(value * last / TOP + 0.5)
        return self.pick(item.scale[last - place if item.reverse else place])

    def span_of(self, figure: Range) -> str:
        """Returns a figure in words: `under 45`, `45 to 55`, `55 or more`; of before, `about 60`."""
        if figure.low == figure.high:
            edge = "exact"
        else:
            edge = "under" if not figure.low else "over" if figure.high == WHOLE else "between"
        return self.say(f"checkin.team.{edge}", low=figure.low, high=figure.high)

    def share(self, item: Item, figure: Range) -> tuple[str, str, str]:
        """Returns a unit's exposure as a row: its name, from which answer on it counts, and for how many."""
        middle = self.pick(item.scale[len(item.scale) // 2])
        most = self.say("checkin.team.or_less" if item.reverse else "checkin.team.or_more", answer=middle)
        return self.pick(item.label), most, self.say("checkin.team.in_100", share=self.span_of(figure))

    def exposure(self, item: Item, value: float) -> tuple[str, str, str]:
        """Returns an exposure as a row: its name, the nearest answer, and the points."""
        return self.pick(item.label), self.answer(item, value), f"{value:.0f}/{TOP:.0f}"
