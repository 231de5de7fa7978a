"""The form of a person's own settings: how it opens, and what was filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.dates import parsed_time
from bot.core.viewer import Viewer, time_of_day
from bot.core.words import Say
from bot.features.schedule.agent_cards import DrillClock, own_settings_button, shift_line
from bot.features.schedule.model import DeliveryPreferences

KEEP = "schedule.wish"
ON, PAUSED, STOPPED = "on", "paused", "stopped"
PAUSE = timedelta(days=7)


def preferences_form(viewer: Viewer, preferences: DeliveryPreferences, clock: DrillClock) -> c.Form:
    """Returns the form, filled in with what holds now."""
    say = viewer.say
    paused = preferences.paused_until is not None and preferences.paused_until > clock.now
    chosen = STOPPED if preferences.stopped else PAUSED if paused else ON
    options = tuple(c.Option(say(f"schedule.wish.{name}"), name) for name in (ON, PAUSED, STOPPED))
    return c.Form(
        say("schedule.wish.title"),
        KEEP,
        say("schedule.wish.send"),
        (
            c.Select("state", say("schedule.wish.state"), options, (chosen,)),
            _time_field(say, "quiet", preferences.quiet_from, say("schedule.wish.quiet_hint")),
            _time_field(say, "loud", preferences.quiet_until, ""),
        ),
        intro=(
            c.Text(say("schedule.wish.intro")),
            c.Text(shift_line(say, clock.shift)),
            c.Buttons((own_settings_button(say),)),
        ),
        language=viewer.language,
    )


def filled_preferences(
    say: Say, ask: Submit, before: DeliveryPreferences, now: datetime
) -> DeliveryPreferences | Mapping[str, str]:
    """Returns what was filled in, or what to mend, by field. A pause that lasts is not made longer."""
    start, end = parsed_time(ask.text("quiet")), parsed_time(ask.text("loud"))
    if (start is None) != (end is None):
        return {"loud" if start else "quiet": say("schedule.wish.both")}
    if start and start == end:
        return {"loud": say("schedule.wish.same")}
    state = ask.text("state")
    lasting = before.paused_until and before.paused_until > now
    paused_until = before.paused_until if lasting else now + PAUSE
    return DeliveryPreferences(state == STOPPED, paused_until if state == PAUSED else None, start, end)


def _time_field(say: Say, name: str, value: time | None, hint: str) -> c.Input:
    shown = time_of_day(value) if value else ""
    return c.Input(name, say(f"schedule.wish.{name}"), c.InputKind.TIME, shown, hint, optional=True)
