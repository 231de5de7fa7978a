"""How a person sees: the phrasebook in their language, times of day, and what other people typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from bot.core import card as c
from bot.core import written
from bot.core.clocks import knows_zone, local
from bot.core.figures import floor_of
from bot.core.gaps import NOTHING, Fill, gapless, has_gap, open_gaps
from bot.core.inert import Marked, bold, filled_in, literal, visible
from bot.core.numbers import HelpLine
from bot.core.phrasebook import Phrasebook
from bot.core.ranges import WHOLE, Range
from bot.core.shift import Shift
from bot.core.words import FALLBACK, Localized, Say, pick

LANGUAGES_SHOWN = 2  # of one phrase
LONGEST_QUOTE = 280  # characters: Slack shows no more in one
NAME_SHOWN = 40  # characters
_WEEK = 7  # days


@dataclass(frozen=True, slots=True)
class Viewer:
    """A phrasebook, and the language of whoever looks. A feature's own viewer adds what its cards need.

    `region` is the country that they are in, by which numbers are written, "" where nobody knows it.
    """

    book: Phrasebook
    language: str
    region: str = field(default="", kw_only=True)

    @property
    def locale(self) -> str:
        """How numbers are written for them."""
        return written.locale_of(self.language, self.region)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there is content in, the person's own first."""
        return (self.language, *(code for code in self.book.languages if code != self.language))

    def say(self, key: str, **values: object) -> str:
        """Returns the bot's words for `key`. Raises KeyError for an unknown key."""
        return self.book.words.say(self.language, key, **values)

    def pick(self, text: Localized) -> str:
        """Returns a text of the phrasebook in the person's language."""
        return pick(text, self.language)

    def situation(self, name: str) -> str:
        """Returns the name of a situation, or "" where the phrasebook has it no more."""
        situation = self.book.situations.get(self.book.situation_now(name))
        return self.pick(situation.name) if situation else ""

    def facet(self, name: str) -> str:
        """Returns the name of a channel or an industry, or "" where the phrasebook has it no more."""
        facet = self.book.facets.get(name)
        return self.pick(facet.name) if facet else ""

    def facet_behind(self, name: str) -> str:
        """Returns it as it stands behind other words: in small letters, unless it is a name like WhatsApp."""
        shown = self.facet(name)
        return shown if shown[1:] != shown[1:].lower() else shown.lower()

    def help_line(self, line: HelpLine) -> str:
        """Returns a line of help: what to dial, how, and whether nobody has verified it."""
        return Marked(f"{bold(line.number)}{self.line_note(line)}")

    def line_note(self, line: HelpLine) -> str:
        """Returns what stands behind a number: how to dial it, and whether nobody has verified it."""
        unverified = "" if line.verified_on else self.say("numbers.unverified")
        note = "; ".join(filter(None, (self.pick(line.how), unverified)))
        return f" ({note})" if note else ""

    def phrase(
        self, text: Localized, cue: str = "", most: int = LANGUAGES_SHOWN, fill: Fill = NOTHING
    ) -> c.PhraseBlock:
        """Returns words to say in `most` languages, the person's own first; `fill` is put into their gaps."""
        codes = [code for code in self.languages if code in text][:most]
        return c.PhraseBlock(tuple(self._line(code, text[code], fill) for code in codes), cue)

    def spoken(self, text: Localized, forms: Mapping[str, str], channel: str) -> Localized:
        """Returns words to say with the Spanish that the team chose for a channel, where it is written."""
        return self.book.added.speech.spoken(text, forms, channel)

    def speech_mark(self, text: Localized, forms: Mapping[str, str], channel: str) -> str:
        """Returns the word that says these words are with usted where the team chose another form; or ""."""
        return self.say("found.usted") if self.book.added.speech.lacks(text, forms, channel) else ""

    def law_mark(self, countries: tuple[str, ...]) -> str:
        """Returns whose law words were written for, where that is not the team's; or ""."""
        if not self.book.added.speech.is_abroad(countries):
            return ""
        known = (self.book.numbers.get(code) for code in countries)
        names = [self.pick(n.name) if n else code for n, code in zip(known, countries, strict=True)]
        return self.say("found.law", countries=", ".join(names))

    def said(self, text: Localized, fill: Fill = NOTHING) -> str:
        """Returns words to say in one language, the person's own where they are written in it."""
        code = next((code for code in (self.language, FALLBACK, *text) if text.get(code)), FALLBACK)
        shown = gapless(self.book.words, code, pick(text, code), fill)
        return Marked(shown) if "**" in shown else shown  # what was filled in is never bold

    def _line(self, code: str, text: str, fill: Fill) -> c.PhraseLine:
        words = self.book.words
        if not has_gap(text):
            return c.PhraseLine(code, gapless(words, code, text))
        return c.PhraseLine(code, gapless(words, code, text, fill), open_gaps(words, code, text, fill))

    def card(self, summary: str, *elements: c.Element) -> c.Card:
        """Returns a card in the person's language; its summary is without bold marks."""
        return c.Card(c.plain(summary), elements, self.language, self.region)


def share_text(say: Say, share: Range) -> str:
    """Returns a part of a group in words: `under half`, `20 to 40%`, `90% or more`."""
    half = share in (Range(0, WHOLE // 2), Range(WHOLE // 2, WHOLE))
    edge = "under" if not share.low else "over" if share.high == WHOLE else "between"
    return say(f"share.{'half.' if half else ''}{edge}", low=share.low, high=share.high)


def floor_text(say: Say, count: int) -> str:
    """Returns a number of people in words: `20 or more`; "" where it is too small to be told."""
    floor = floor_of(count)
    return say("share.floor", count=floor) if floor else ""


def date_text(say: Say, day: date) -> str:
    """Returns a date with its year: 23 November 2026."""
    return say("schedule.date_year", day=day.day, month=say(f"schedule.month.{day.month}"), year=day.year)


def day_text(say: Say, day: date, today: date) -> str:
    """Returns when a day is, in words: tomorrow, on Thursday, in 12 days."""
    away = (day - today).days
    if away <= 0:
        return say("drill.when.today")
    if away == 1:
        return say("drill.when.tomorrow")
    if away < _WEEK:
        return say(f"drill.when.{day.weekday()}")
    return say("drill.when.days", days=away)


def dotted(*parts: str) -> str:
    """Returns the parts that are not empty, with dots between them: `Late delivery · calmly`."""
    if not any(isinstance(part, Marked) for part in parts):
        return " · ".join(filter(None, parts))
    return Marked(" · ".join(str(filled_in(part)) for part in parts if part))


def sentences(*parts: str) -> str:
    """Returns the parts that are not empty as sentences in a row, for where there is text alone."""
    whole = (
        part if part.rstrip("*").endswith((".", "!", "?", ":")) else f"{part}." for part in parts if part
    )
    return " ".join(whole)


def name_line(text: str, most: int = NAME_SHOWN) -> str:
    """Returns a name that somebody typed as part of a line: never bold, at most `most` characters of it."""
    return literal(c.clip(" ".join(visible(text).split()), most))


def quotes(label: str, text: str) -> tuple[c.Quote, ...]:
    """Returns what somebody typed, whole, in as many quotes as that takes; the first has the label."""
    pieces = [text[i : i + LONGEST_QUOTE] for i in range(0, len(text), LONGEST_QUOTE)]
    return tuple(c.Quote("" if i else label, piece) for i, piece in enumerate(pieces))


def time_of_day(at: time | datetime) -> str:
    """Returns a time of day: `09:30`."""
    return f"{at.hour:02}:{at.minute:02}"


def time_at(at: datetime, zone: str, *, named: bool = False) -> str:
    """Returns a moment's time of day where its reader is: `14:02`; `14:02 UTC` where nobody knows where.

    For many readers it is `named`, whose clock that is: `14:02 (Bogota)`.
    """
    clock = "" if knows_zone(zone) else " UTC"
    return f"{time_of_day(local(at, zone))}{f' ({city_of(zone)})' if named and not clock else clock}"


def moment_at(at: datetime, zone: str, *, named: bool = False) -> str:
    """Returns a moment's day and time where its reader is: `2026-11-23 14:02`, and likewise for many."""
    return f"{local(at, zone):%Y-%m-%d} {time_at(at, zone, named=named)}"


def city_of(zone: str) -> str:
    """Returns the city that a time zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def weekday(say: Say, number: int) -> str:
    """Returns a day of the week; Monday is 0."""
    return say(f"schedule.weekday.{number}")


def weekday_within(say: Say, number: int) -> str:
    """Returns a day of the week as it stands within a sentence."""
    return say(f"schedule.within.{number}")


def weekdays(say: Say, numbers: Sequence[int]) -> str:
    """Returns days of the week: weekdays, every day, or their names."""
    days = sorted(set(numbers))
    if days == list(range(5)):
        return say("schedule.weekdays")
    if days == list(range(7)):
        return say("schedule.every_day")
    return listed(say, [say(f"schedule.on.{number}") for number in days])


def listed(say: Say, parts: Sequence[str]) -> str:
    """Returns a list in words: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return say("schedule.and", first=", ".join(parts[:-1]), last=parts[-1])


def shift_text(say: Say, shift: Shift) -> str:
    """Returns when somebody works: `22:00 to 06:00, weekdays`, or its times alone."""
    start, end = time_of_day(shift.start), time_of_day(shift.end)
    if not shift.days:
        return say("shift.times", start=start, end=end)
    return say("shift.text", start=start, end=end, days=weekdays(say, shift.days))
