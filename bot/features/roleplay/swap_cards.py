"""The cards of somebody who plays the customer. All that they carry is in their buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core import card as c
from bot.core.scenarios import Scenario, ScenarioReply
from bot.core.viewer import Viewer, dotted
from bot.features.roleplay.buttons import SwapReference
from bot.features.roleplay.cards import ANY, LIST, SWAP
from bot.features.roleplay.cards import START as PLAY
from bot.features.roleplay.model import TOP
from bot.features.roleplay.select import lot
from bot.features.roleplay.swap import MOMENTS, SwapMoment, moments, most_calming

START, PICK, NEXT = SWAP, "swap.pick", "swap.next"


class SwapCards:
    """The cards in one language."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._say, self._pick = viewer.say, viewer.pick

    def scenario_list(self, scenarios: Iterable[Scenario], note: str = "") -> c.Card:
        """Returns whose customer can be played; `note` is why the list comes now."""
        options = tuple(self._option(scenario) for scenario in scenarios)
        title = self._say("swap.title")
        back = c.Button(self._say("swap.agent"), LIST)
        if not options:
            text = self._say("swap.none")
            return self._viewer.card(text, c.Heading(title), c.Text(text), c.Buttons((back,)))
        return self._viewer.card(
            title,
            c.Heading(title),
            *([c.Note(note)] if note else []),
            c.Text(self._say("swap.intro")),
            c.Choice(START, self._say("roleplay.choose"), options),
            c.Buttons((c.Button(self._say("roleplay.any"), START, ANY, c.Tone.PRIMARY), back)),
        )

    def moment_card(self, scenario: Scenario, reference: SwapReference) -> c.Card:
        """Returns the moment that comes after the picks so far: one's own line, and the agent's replies."""
        moment = moments(scenario)[len(reference.picks)]
        line = " ".join(map(self._pick, moment.turn))
        lines = sorted(moment.node.lines, key=lambda reply: lot(reference.seed, moment.node.id, reply.id))
        buttons = [self._reply(n, reply, reference) for n, reply in enumerate(lines, 1)]
        said = self._say("swap.you_say", line=line)
        return self._viewer.card(
            said,
            self._heading(scenario, len(reference.picks) + 1),
            *self._before(scenario, moment),
            c.Text(said),
            c.Meter(self._say("swap.tension"), moment.tension, TOP, better=c.Better.LOW),
            c.Text(self._say("swap.question")),
            *(c.Text(f"**{n}** · {self._pick(reply.text)}") for n, reply in enumerate(lines, 1)),
            c.Buttons(tuple(buttons)),
        )

    def feedback_card(
        self, scenario: Scenario, reference: SwapReference, moment: SwapMoment, line: ScenarioReply
    ) -> c.Card:
        """Returns what one would have answered to the reply one picked, and to the best one."""
        best = moment.node.best
        verdict = self._say(_verdict(line))
        last = len(reference.picks) == MOMENTS
        next_button = c.Button(
            self._say("swap.end" if last else "swap.next"), NEXT, reference.encode(), c.Tone.PRIMARY
        )
        return self._viewer.card(
            verdict,
            self._heading(scenario, len(reference.picks)),
            c.Text(verdict),
            *self._consequence(scenario, moment, line, "swap.picked"),
            *([] if line.best else [c.Divider(), *self._consequence(scenario, moment, best, "swap.best")]),
            c.Buttons((next_button,)),
        )

    def end_card(self, scenario: Scenario, taken: Iterable[tuple[SwapMoment, ScenarioReply]]) -> c.Card:
        """Returns what one picked at each moment, and in one line what calmed most."""
        moment, calming = most_calming(scenario)
        text = c.plain(self._pick(calming.text))
        most = self._say("swap.most", text=text, before=moment.tension, after=moment.tension_after(calming))
        row = (
            c.Button(self._say("swap.as_agent"), PLAY, scenario.id, c.Tone.PRIMARY),
            c.Button(self._say("roleplay.again"), START, scenario.id),
            c.Button(self._say("roleplay.another"), START),
        )
        return self._viewer.card(
            most,
            c.Heading(self._pick(scenario.name), self._say("swap.over")),
            *(self._passed(n, *pair) for n, pair in enumerate(taken, 1)),
            c.Text(most),
            c.Note(self._pick(calming.why)),
            c.Buttons(row),
        )

    def _option(self, scenario: Scenario) -> c.Option:
        persona = self._viewer.book.personas.get(scenario.persona)
        about = dotted(self._viewer.facet(scenario.industry), self._pick(persona.name) if persona else "")
        return c.Option(self._pick(scenario.name), scenario.id, about)

    def _heading(self, scenario: Scenario, number: int) -> c.Heading:
        return c.Heading(self._pick(scenario.name), self._say("swap.badge", number=number, of=MOMENTS))

    def _before(self, scenario: Scenario, moment: SwapMoment) -> Iterator[c.Element]:
        if moment.before is None:
            yield c.Text(self._say("swap.who", who=self._pick(scenario.swap)))
        else:
            yield c.Note(self._say("swap.before", text=c.plain(self._pick(moment.before.text))))

    def _reply(self, number: int, line: ScenarioReply, reference: SwapReference) -> c.Button:
        return c.Button(str(number), PICK, replace(reference, picks=(*reference.picks, line.id)).encode())

    def _consequence(
        self, scenario: Scenario, moment: SwapMoment, line: ScenarioReply, key: str
    ) -> Iterator[c.Element]:
        yield c.Text(self._say(key, text=c.plain(self._pick(line.text))))
        if line.answer:
            yield c.Text(self._say("swap.answer", line=self._pick(line.answer)))
        elif ending := scenario.endings.get(line.to):
            yield c.Text(self._pick(ending.text))
        tension = moment.tension_after(line)
        note = self._say("swap.moved", before=moment.tension, after=tension)
        yield c.Meter(self._say("swap.tension"), tension, TOP, note, c.Better.LOW)
        yield c.Note(self._pick(line.why))

    def _passed(self, number: int, moment: SwapMoment, line: ScenarioReply) -> c.Note:
        text = c.plain(self._pick(line.text))
        return c.Note(self._say("swap.step", number=number, text=text, tension=moment.tension_after(line)))


def _verdict(line: ScenarioReply) -> str:
    if line.best:
        return "swap.right"
    return "swap.calms" if line.tension < 0 else "swap.heats"
