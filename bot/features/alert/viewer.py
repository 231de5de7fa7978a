"""How one person sees an alert: times where they are, names of whom it goes to, the number to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core import card as c
from bot.core.chat import Person
from bot.core.edge import Address
from bot.core.inert import bold
from bot.core.people import PeopleStore, reader_of
from bot.core.viewer import Viewer, name_line, time_at
from bot.features.alert.deps import AlertDeps
from bot.features.alert.model import Alert

_LIKE_I = ("i", "í", "hi", "hí")  # before these Spanish says “e” for “y”, but not before “hie”


@dataclass(frozen=True, slots=True)
class AlertViewer(Viewer):
    """`zone` is the viewer's, and `named` tells with each time whose clock it is.

    `number` is the emergency number where the agent is; `names` are of addresses.
    """

    zone: str = ""
    number: str = ""
    names: Mapping[Address, str] = field(default_factory=dict)
    named: bool = False

    def time(self, at: datetime) -> str:
        """Returns a time of day where the viewer is, else in UTC."""
        return time_at(at, self.zone, named=self.named)

    def called(self) -> str:
        """Returns the number to call, in bold, or the words for one that is not known."""
        return bold(self.number) if self.number else self.say("alert.local_number")

    def to_call(self) -> tuple[c.Text, ...]:
        """Returns the number alone, to be tapped below a heading that says to call it."""
        return (c.Text(self.called(), calls=True),) if self.number else ()

    def people(self, addresses: Iterable[Address]) -> str:
        """Returns who they are, as part of a sentence: `Luis and Inés`."""
        names = list(dict.fromkeys(self._name(to) for to in addresses))
        if len(names) < 2:
            return "".join(names)
        like_i = names[-1].casefold().startswith(_LIKE_I) and not names[-1].casefold().startswith("hie")
        word = self.say("alert.and_before_i" if like_i else "alert.and")
        return f"{', '.join(names[:-1])} {word} {names[-1]}"

    def _name(self, to: Address) -> str:
        if to.channel:
            return self.say("alert.in_channel")
        return self.names.get(to) or self.say("alert.somebody")


def plain_viewer(deps: AlertDeps, person: Person, reason: str = "") -> AlertViewer:
    """Returns how the agent, who is `person`, sees what needs nothing stored."""
    number = deps.numbers(person, reason) if reason else ""
    return AlertViewer(deps.phrasebook.book, person.language, person.zone, number)


async def agents_viewer(deps: AlertDeps, person: Person, alert: Alert) -> AlertViewer:
    """Returns how the agent, who is `person`, sees an alert."""
    return replace(plain_viewer(deps, person, alert.reason), names=await _names(deps.people, alert))


async def readers_viewer(
    deps: AlertDeps, alert: Alert, reader: Address | Person, *, channel: bool = False
) -> AlertViewer:
    """Returns how somebody else sees it, to whom it went; in a channel, by the agent's clock, and told so."""
    agent = await agent_of(deps, alert)
    known = reader if isinstance(reader, Person) else await reader_of(deps.people, reader, alert.language)
    number = deps.numbers(agent, alert.reason)
    zone = agent.zone if channel else known.zone
    return AlertViewer(deps.phrasebook.book, known.language, zone, number, named=channel)


async def agent_of(deps: AlertDeps, alert: Alert) -> Person:
    """Returns the agent, with what is stored about them."""
    return await deps.people.complete_person(Person(alert.tenant, alert.platform, alert.agent, language=""))


async def _names(people: PeopleStore, alert: Alert) -> Mapping[Address, str]:
    to = {to for wave in alert.waves for to in wave if not to.channel}
    profiles = await people.find_profiles(alert.tenant, [address.id for address in to])
    return {address: name_line(profiles[address.id].name) for address in to if address.id in profiles}
