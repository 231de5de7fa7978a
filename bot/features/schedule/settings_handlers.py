"""`/drill settings`: a person's quiet hours, and whether drills come to them at all."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.viewer import time_of_day, zone_of
from bot.core.words import Say
from bot.features.schedule import dates
from bot.features.schedule.agent_cards import SETTINGS
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.preferences import DeliveryPreferences

KEEP = "schedule.wish"
ON, PAUSED, STOPPED = "on", "paused", "stopped"
WEEK = timedelta(days=7)


class PreferenceHandlers:
    """A person's own settings. They win over whatever a manager set up."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what this room answers to everybody."""
        return Routes(
            commands=(CommandRoute("drill", self.open, ("settings",)),),
            presses=(PressRoute(SETTINGS, self.open),),
            submits=(SubmitRoute(KEEP, self.keep),),
        )

    async def open(self, ask: Command | Press) -> c.Form:
        """Returns the form, filled in with what holds now."""
        wish, say = await self._wish(ask.person), self._deps.say(ask.person.language)
        now = self._deps.now()
        chosen = STOPPED if wish.stopped else PAUSED if wish.paused and wish.paused > now else ON
        options = tuple(c.Option(say(f"schedule.wish.{name}"), name) for name in (ON, PAUSED, STOPPED))
        return c.Form(
            say("schedule.wish.title"),
            KEEP,
            say("schedule.wish.send"),
            (
                c.Select("state", say("schedule.wish.state"), options, (chosen,)),
                _time_field(say, "quiet", wish.quiet, say("schedule.wish.quiet_hint")),
                _time_field(say, "loud", wish.loud, ""),
            ),
            intro=(c.Text(say("schedule.wish.intro")),),
            language=ask.person.language,
        )

    async def keep(self, ask: Submit) -> Reply:
        """Keeps what was chosen."""
        say = self._deps.say(ask.person.language)
        quiet, loud = _time(ask.text("quiet")), _time(ask.text("loud"))
        if (quiet is None) != (loud is None):
            return FieldErrors({"loud" if quiet else "quiet": say("schedule.wish.both")})
        if quiet and quiet == loud:
            return FieldErrors({"loud": say("schedule.wish.same")})
        before, state, now = await self._wish(ask.person), ask.text("state"), self._deps.now()
        still = before.paused if before.paused and before.paused > now else now + WEEK
        wish = DeliveryPreferences(state == STOPPED, still if state == PAUSED else None, quiet, loud)
        await self._deps.preferences.keep_preferences(ask.person.tenant, ask.person.user_id, wish)
        return Answer(self._kept(ask.person, say, wish), Placement.UPDATE)

    def _kept(self, person: Person, say: Say, wish: DeliveryPreferences) -> c.Card:
        lines = [_state(say, person, wish, self._deps.now())]
        if wish.quiet and wish.loud:
            lines.append(
                say("schedule.wish.hours", quiet=time_of_day(wish.quiet), loud=time_of_day(wish.loud))
            )
        again = c.Button(say("schedule.settings"), SETTINGS, form=True)
        title = say("schedule.wish.kept")
        return c.Card(title, (c.Heading(title), *map(c.Text, lines), c.Buttons((again,))), person.language)

    async def _wish(self, person: Person) -> DeliveryPreferences:
        found = await self._deps.preferences.find_preferences(person.tenant, [person.user_id])
        return found.get(person.user_id, DeliveryPreferences())


def _state(say: Say, person: Person, wish: DeliveryPreferences, now: datetime) -> str:
    if wish.stopped:
        return say("schedule.wish.now_stopped")
    if wish.paused and wish.paused > now:
        day = wish.paused.astimezone(zone_of(person.zone)).date()
        return say("schedule.wish.now_paused", date=dates.long(say, day))
    return say("schedule.wish.now_on")


def _time_field(say: Say, name: str, value: time | None, hint: str) -> c.Input:
    shown = time_of_day(value) if value else ""
    return c.Input(name, say(f"schedule.wish.{name}"), c.InputKind.TIME, shown, hint, optional=True)


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None
