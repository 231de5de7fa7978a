"""What became of the slots that were: how many, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.coach import card as c
from bot.coach.ledger import Progress
from bot.coach.ledger import State as Fate
from bot.coach.schedule import dates
from bot.coach.schedule.attendance import Count
from bot.coach.words import Say

SLOTS = 5  # shown of those that were
UNWANTED = "not wanted any more"  # what the ledger says of what its author did not write
LARGE = 200  # deliveries from which on their progress is shown as a bar
_KNOWN = (
    ("not installed", "not_installed"),
    ("channel_not_found", "gone"),
    ("user_not_found", "gone"),
    ("account_inactive", "gone"),
    ("is_archived", "gone"),
    ("not_in_channel", "not_in_channel"),
    ("blocked", "blocked"),
    ("MessageWritesBlocked", "blocked"),
    ("cannot_dm_bot", "blocked"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of a slot."""

    day: date
    progress: Progress | None
    count: Count

    @property
    def failed(self) -> int:
        """How many did not arrive, without those that their people did not want."""
        return sum(number for word, number in self.reasons.items() if word != UNWANTED)

    @property
    def skipped(self) -> int:
        """How many were left out by people's own settings."""
        return self.reasons.get(UNWANTED, 0)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why they did not arrive, in the platform's words."""
        return self.progress.reasons if self.progress else {}

    def of(self, state: Fate) -> int:
        """Returns how many are in a state."""
        return self.progress.of(state) if self.progress else 0


def past(say: Say, figures: Sequence[Figures], *, each: bool) -> list[c.Element]:
    """Returns a line for each slot, and why some did not arrive; a large one that still goes out as a bar."""
    if not figures:
        return [c.Note(say("schedule.nothing_yet"))]
    found: list[c.Element] = [c.Text(say("schedule.so_far"))]
    for one in figures:
        found.append(
            c.Text(say("schedule.day", date=dates.long(say, one.day), figures=_line(say, one, each=each)))
        )
        if one.progress and one.progress.total >= LARGE and one.progress.done < one.progress.total:
            total, done = one.progress.total, one.progress.done
            note = say("schedule.of", done=f"{done:,}", total=f"{total:,}")
            found.append(c.Meter(say("schedule.going_out"), done, total, note))
        if why := _why(say, one.reasons):
            found.append(c.Note(why))
    return found


def _line(say: Say, one: Figures, *, each: bool) -> str:
    parts = [say("schedule.sent", count=one.of(Fate.SENT))]
    if each:
        parts += [
            say("schedule.opened", count=one.count.opened),
            say("schedule.finished", count=one.count.finished),
        ]
    waiting = one.of(Fate.DUE) + one.of(Fate.SENDING)
    doubtful = one.progress.doubtful if one.progress else 0
    rest = {
        "waiting": waiting,
        "failed": one.failed,
        "late": one.of(Fate.EXPIRED),
        "doubtful": doubtful,
        "skipped": one.skipped,
    }
    return " · ".join(
        [*parts, *(say(f"schedule.{name}", count=count) for name, count in rest.items() if count)]
    )


def _why(say: Say, reasons: Mapping[str, int]) -> str:
    found: dict[str, int] = {}
    for word_of_platform, count in reasons.items():
        if word_of_platform != UNWANTED:
            name = next((name for part, name in _KNOWN if part in word_of_platform), "other")
            found[name] = found.get(name, 0) + count
    return "; ".join(say(f"schedule.why.{name}", count=count) for name, count in sorted(found.items()))
