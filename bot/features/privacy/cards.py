"""What somebody sees of all that is kept of them, and the two questions before it goes."""

from __future__ import annotations

from bot.core import card as c
from bot.core import retention
from bot.core.personal import Area
from bot.core.viewer import Viewer
from bot.features.privacy.model import PersonalData

SHOW, EXPORT, EXPORTED = "privacy.show", "privacy.export", "privacy.exported"
ERASE, SURE, ERASED = "privacy.erase", "privacy.sure", "privacy.erased"

# What the words on how long something is kept are filled with, in days.
_DAYS = {
    "alerts": retention.ALERTS.days,
    "answers": retention.DRILL_ANSWERS.days,
    "changes": retention.TEAM_CHANGES.days,
    "counted": retention.GROUP_COUNTED.days,
    "drills": retention.DRILLS.days,
    "memories": retention.DRILL_MEMORIES.days,
    "messages": retention.DELIVERIES.days,
    "minutes": retention.MINUTE_INVITATIONS.days,
    "misses": retention.MISSES.days,
    "outcomes": retention.OUTCOME_PEOPLE.days,
    "people": retention.PEOPLE.days,
    "roleplays": retention.ROLEPLAYS.days,
    "rounds": retention.ROUNDS.days,
    "slots": retention.SCHEDULE_SLOTS.days,
    "unsent": retention.LEARNING_UNSENT.days,
    "units": retention.UNITS_LEFT.days,
}
# Where something stays without the name, because an organisation has to be able to tell of it.
STAYS = (Area.CONTACTS, Area.ALERTS, Area.CHANGES)


def overview_card(viewer: Viewer, data: PersonalData, after: int) -> c.Card:
    """Returns what is kept of somebody, by area; people who left are erased `after` so many days."""
    say, title, counts = viewer.say, viewer.say("privacy.title"), data.counts()
    parts: list[c.Element] = [c.Text(say("privacy.intro" if counts else "privacy.nothing"))]
    for area, count in counts.items():
        name, kept = say(f"privacy.area.{area.value}"), say(f"privacy.kept.{area.value}", **_DAYS)
        parts.append(c.Text(say("privacy.line", name=name, count=count, kept=kept)))
    if data.closed:
        parts.append(c.Note(say("privacy.closed")))
    parts.append(c.Note(say("privacy.leavers", days=after, silent=_DAYS["people"])))
    export = c.Button(say("privacy.export.open"), EXPORT, form=True)
    erase = c.Button(say("privacy.erase.open"), ERASE, tone=c.Tone.DANGER)
    return viewer.card(title, c.Heading(title), *parts, c.Buttons((export, erase)))


def erase_card(viewer: Viewer, data: PersonalData) -> c.Card:
    """Returns the first question before everything goes: what goes, what stays without the name, and why."""
    say, counts = viewer.say, data.counts()
    areas = [area for area in STAYS if area in counts or (area is Area.CHANGES and data.made_for_others)]
    stays = [c.Text(say(f"privacy.stays.{area.value}", days=_DAYS["alerts"])) for area in areas]
    parts = (
        c.Text(say("privacy.erase.text")),
        c.Text(say("privacy.erase.lists")),
        *([c.Text(say("privacy.stays")), *stays] if stays else [c.Text(say("privacy.stays.nothing"))]),
    )
    return _question(viewer, "privacy.erase", parts, SURE)


def confirm_card(viewer: Viewer) -> c.Card:
    """Returns the second question."""
    return _question(viewer, "privacy.sure", (c.Text(viewer.say("privacy.sure.text")),), ERASED)


def erasing_card(viewer: Viewer) -> c.Card:
    """Returns that all of somebody's is being erased just now."""
    say, heading = viewer.say, c.Heading(viewer.say("privacy.erasing.title"))
    go = c.Button(say("privacy.erasing.go"), ERASED)
    return viewer.card(heading.text, heading, c.Text(say("privacy.erasing")), c.Buttons((go,)))


def note_card(viewer: Viewer, name: str) -> c.Card:
    """Returns what became of it."""
    heading = c.Heading(viewer.say(f"privacy.{name}.title"))
    return viewer.card(heading.text, heading, c.Text(viewer.say(f"privacy.{name}")))


def _question(viewer: Viewer, name: str, parts: tuple[c.Text, ...], action: str) -> c.Card:
    say, heading = viewer.say, c.Heading(viewer.say(f"{name}.title"))
    yes = c.Button(say(f"{name}.go"), action, tone=c.Tone.DANGER)
    no = c.Button(say("privacy.keep"), SHOW)
    return viewer.card(heading.text, heading, *parts, c.Buttons((yes, no)))
