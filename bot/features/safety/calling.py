"""Whom a card says to call: by where the agent and the customers are, and by what an organisation set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core import card as c
from bot.core.inert import Marked, to_dial
from bot.core.numbers import DIRECTORY, CountryNumbers, HelpLine
from bot.core.safety import OF_A_LIFE, CustomerLine, SafetyGuide, SafetyKind
from bot.core.viewer import Viewer, dotted
from bot.features.safety.model import SafetySetup

MOST_LINES = 2  # for one person


@dataclass(frozen=True, slots=True)
class CallPlan:
    """Whose numbers count: those of the agent's `country`, and of the customers'; None where not known."""

    setup: SafetySetup
    country: str = ""
    here: CountryNumbers | None = None
    there: CountryNumbers | None = None

    def emergency(self, kind: SafetyKind) -> HelpLine | None:
        """Returns the number that an agent's colleague calls."""
        return _emergency(self.here, kind)

    def filled(self, viewer: Viewer, text: str, kind: SafetyKind) -> str:
        """Returns what an agent is to do, with the number of their own country."""
        return Marked(text.replace("{emergency}", _number(viewer, self.emergency(kind))))

    def said(self, viewer: Viewer, text: str, guide: SafetyGuide) -> str:
        """Returns words for a customer, with numbers of their country and never of another."""
        lines = _lines(self.there, guide.line)
        line = viewer.say("safety.dial", number=lines[0].number) if lines else DIRECTORY
        number = _number(viewer, _emergency(self.there, guide.kind))
        return text.replace("{emergency}", number).replace("{line}", line)


def call_elements(viewer: Viewer, plan: CallPlan, guide: SafetyGuide) -> tuple[c.Element, ...]:
    """Returns whom to call, the organisation's own steps and number first; alone where no life is at risk."""
    own = tuple(own_steps(viewer, plan, guide.kind))
    if guide.kind not in OF_A_LIFE:
        return own
    shown = list(_emergency_lines(viewer, plan, guide.kind))
    first = c.Text(viewer.say("safety.call", text=shown[0]), calls=True)
    rest = [c.Text(line, calls=True) for line in (*shown[1:], *_for_them(viewer, plan, guide))]
    return (*own, first, *rest, *_reach(viewer, plan, guide.kind))


def own_steps(viewer: Viewer, plan: CallPlan, kind: SafetyKind) -> Iterator[c.Text | c.Quote]:
    """Yields what a manager wrote: it is shown as it is, and a number that stands alone can be tapped."""
    number = plan.setup.number_in(plan.country)
    if to_dial(number):
        yield c.Text(f"{viewer.say('safety.own')} **{number}**", calls=True)
        number = ""
    if written := dotted(number, plan.setup.steps.get(kind, "")):
        yield c.Quote(viewer.say("safety.own"), written)


def lines_for_you(viewer: Viewer, plan: CallPlan) -> str:
    """Returns the lines of the agent's own country, for themselves, and its emergency number."""
    lines = _lines(plan.here, CustomerLine.CRISIS)[:MOST_LINES]
    named = [*map(viewer.help_line, lines)] or [viewer.say("safety.directory")]
    return dotted(*named, *_emergency_lines(viewer, plan, SafetyKind.AGENT_DISTRESS))


def _emergency_lines(viewer: Viewer, plan: CallPlan, kind: SafetyKind) -> Iterator[str]:
    if plan.here is None:
        yield viewer.say("safety.local")
        return
    if kind is SafetyKind.MEDICAL and plan.here.medical:
        yield _emergency_text(viewer, plan.here, kind)
        kind = SafetyKind.VIOLENCE  # the number for all else, such as a fire
    yield _emergency_text(viewer, plan.here, kind)


def _emergency_text(viewer: Viewer, numbers: CountryNumbers, kind: SafetyKind) -> str:
    line = _emergency(numbers, kind) or numbers.emergency
    name = "safety.medical_in" if line is numbers.medical else "safety.emergency_in"
    text = viewer.say(name, number=line.number, country=viewer.pick(numbers.name))
    return Marked(f"{text}{viewer.line_note(line)}")


def _for_them(viewer: Viewer, plan: CallPlan, guide: SafetyGuide) -> Iterator[str]:
    if guide.line is CustomerLine.NONE:
        return
    numbers = plan.there or plan.here
    lines = _lines(numbers, guide.line)[:MOST_LINES]
    if numbers is None or not lines:
        yield viewer.say("safety.for_them", text=viewer.say("safety.directory"))
        return
    text = dotted(*map(viewer.help_line, lines))
    key = "safety.for_them" if plan.there else "safety.for_them_if"
    yield viewer.say(key, text=text)


def _reach(viewer: Viewer, plan: CallPlan, kind: SafetyKind) -> Iterator[c.Note]:
    if plan.here is None:
        yield c.Note(viewer.say("safety.set_country"))
    if plan.there and plan.there != plan.here:
        line = _emergency(plan.there, kind) or plan.there.emergency
        country = viewer.pick(plan.there.name)
        text = viewer.say("safety.there", number=line.number, country=country)
        unverified = "" if line.verified_on else f" ({viewer.say('numbers.unverified')})"
        yield c.Note(f"{text}{unverified}", calls=True)
    elif plan.here and not plan.there:
        yield c.Note(viewer.say("safety.only_here"))


def _emergency(numbers: CountryNumbers | None, kind: SafetyKind) -> HelpLine | None:
    if numbers is None:
        return None
    return (numbers.medical if kind is SafetyKind.MEDICAL else None) or numbers.emergency


def _lines(numbers: CountryNumbers | None, line: CustomerLine) -> tuple[HelpLine, ...]:
    if numbers is None:
        return ()
    return {CustomerLine.CRISIS: numbers.crisis, CustomerLine.ABUSE: numbers.abuse}.get(line, ())


def _number(viewer: Viewer, line: HelpLine | None) -> str:
    return line.number if line else viewer.say("safety.local")
