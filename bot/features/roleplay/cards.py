"""The cards of a role-play, from the list to the debrief."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core import card as c
from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import Scenario, ScenarioNode, ScenarioReply
from bot.core.viewer import Viewer, dotted
from bot.features.roleplay.buttons import ReplyReference, TurnReference
from bot.features.roleplay.debrief import Debrief, ReviewedReply, debrief
from bot.features.roleplay.forms import OWN
from bot.features.roleplay.model import TOP, ContactState, Play, turn
from bot.features.roleplay.select import lot
from bot.features.roleplay.swap import swappable

START, LIST, TAKE = "roleplay.start", "roleplay.list", "roleplay.take"
TRY, DRAFTS = "roleplay.try", "team.scenario"  # a draft by its id; where another feature lists them
SHOW, LEAVE, AGAIN = "roleplay.show", "roleplay.leave", "roleplay.again"
AGREE, NOT_TODAY = "roleplay.agree", "roleplay.not_today"
SWAP = "swap.start"  # with a scenario's id, or without one: then the list
SAFETY = "safety.show"  # a press that another feature answers
ANY = "any"  # as the value of START: whichever is good for this person; no scenario may have this id


class RoleplayCards:
    """The cards in one language."""

    def __init__(self, book: Phrasebook, language: str) -> None:
        self._viewer = Viewer(book, language)
        self._say, self._card, self._pick = self._viewer.say, self._viewer.card, self._viewer.pick

    def scenario_list(
        self, scenarios: Iterable[Scenario], current: tuple[Play, Scenario] | None, note: str = ""
    ) -> c.Card:
        """Returns what there is to choose from; `note` is why the list comes now."""
        options = tuple(self._option(scenario) for scenario in scenarios)
        title = self._say("roleplay.title")
        row = [c.Button(self._say("roleplay.any"), START, ANY, c.Tone.PRIMARY)]
        if any(map(swappable, self._viewer.book.scenarios.values())):
            row.append(c.Button(self._say("swap.open"), SWAP))
        if current:
            play, scenario = current
            label = c.clip(self._say("roleplay.go_on", name=self.name(scenario)), c.LABEL)
            row.insert(0, c.Button(label, SHOW, play.id))
        return self._card(
            self._say("roleplay.summary", count=len(options)),
            c.Heading(title),
            *([c.Note(note)] if note else []),
            c.Text(self._say("roleplay.intro")),
            c.Choice(START, self._say("roleplay.choose"), options),
            c.Buttons(tuple(row)),
        )

    def no_scenarios(self) -> c.Card:
        """Returns what is shown where the phrasebook holds no scenario."""
        text = self._say("roleplay.none")
        return self._card(text, c.Heading(self._say("roleplay.title")), c.Text(text))

    def before_card(self, scenario: Scenario, channel: str) -> c.Card:
        """Returns what a role-play about danger is about, before the customer says anything."""
        title, about = self._say("heavy.title"), self._say("heavy.about", kinds=self._kind(scenario))
        row = (
            c.Button(self._say("heavy.start"), AGREE, scenario.id, c.Tone.PRIMARY),
            c.Button(self._say("heavy.not_today"), NOT_TODAY),
            self._safety_button(scenario, channel, "heavy.happening"),
        )
        return self._card(
            f"{title}: {about}",
            c.Heading(title, self.name(scenario)),
            c.Text(about),
            c.Text(self._say("heavy.care")),
            c.Note(self._say("heavy.private")),
            c.Buttons(row),
        )

    def play_card(
        self,
        play: Play,
        scenario: Scenario,
        note: str = "",
        *,
        resumed: bool = False,
        lines: str = "",
        above: tuple[c.Element, ...] = (),
    ) -> c.Card:
        """Returns the card of where a play is; `lines` of help stand under one about danger that is over.

        `above` comes before what the customer says.
        """
        if not play.state.open:
            return self._ended(play, scenario, lines)
        node = scenario.nodes[play.state.node]
        customer = self.customer(scenario, play.state)
        another = [c.Button(self._say("roleplay.another"), LIST)] if resumed else []
        return self._card(
            customer,
            c.Heading(self.name(scenario), self._badge(scenario, play.state)),
            *([c.Note(note)] if note else []),
            *self._draft_note(scenario),
            *(above or self._before(play.state, scenario)),
            c.Text(customer),
            *self._meters(scenario, play.state),
            *self._replies(play, node),
            *([c.Buttons(tuple(another))] if another else []),
        )

    def left_card(self, play: Play, scenario: Scenario) -> c.Card:
        """Returns what is shown to somebody who had to leave."""
        title = self._say("roleplay.left", name=self.name(scenario))
        go_on = c.Button(self._say("roleplay.back"), SHOW, play.id, c.Tone.PRIMARY)
        return self._card(
            title, c.Heading(title), c.Text(self._say("roleplay.left_text")), c.Buttons((go_on,))
        )

    def set_aside_card(self, scenario: Scenario) -> c.Card:
        """Returns what a press on the card of a play gets that gave way to another."""
        row = (
            c.Button(self._say("roleplay.mine"), START, tone=c.Tone.PRIMARY),
            c.Button(self._say("roleplay.anew"), START, scenario.id),
        )
        title = self.name(scenario)
        text = self._say("roleplay.aside")
        return self._card(text, c.Heading(title), c.Text(text), c.Buttons(row))

    def refused_card(self) -> c.Card:
        """Returns what a press on a card of somebody else gets, or on one too old to be known."""
        title = self._say("roleplay.refused")
        row = c.Buttons((c.Button(self._say("roleplay.mine"), START),))
        return self._card(title, c.Heading(title), c.Text(self._say("roleplay.refused_text")), row)

    def say(self, key: str, **values: object) -> str:
        """Returns the bot's words for `key`."""
        return self._say(key, **values)

    def name(self, scenario: Scenario) -> str:
        """Returns the name of a scenario."""
        return self._pick(scenario.name)

    def _draft_note(self, scenario: Scenario) -> list[c.Element]:
        return [c.Note(self._say("roleplay.draft"))] if scenario.draft else []

    def _option(self, scenario: Scenario) -> c.Option:
        persona = self._viewer.book.personas.get(scenario.persona)
        about = dotted(self._viewer.facet(scenario.industry), self._pick(persona.name) if persona else "")
        return c.Option(self.name(scenario), scenario.id, dotted(about, self._kind(scenario)))

    def _kind(self, scenario: Scenario) -> str:
        guide = self._viewer.book.safety.get(scenario.safety) if scenario.safety else None
        return self._pick(guide.name) if guide else ""

    def _safety_button(self, scenario: Scenario, channel: str, key: str) -> c.Button:
        kind = scenario.safety.value if scenario.safety else ""
        return c.Button(self._say(key), SAFETY, f"{kind}|{channel}")

    def _badge(self, scenario: Scenario, state: ContactState) -> str:
        name = self._viewer.facet(scenario.channel) or scenario.channel
        return self._say("roleplay.badge", channel=name, number=state.turn + 1)

    def _before(self, state: ContactState, scenario: Scenario) -> list[c.Element]:
        """What the agent knows, or what their last reply did."""
        if not state.path:
            return [c.Note(self._say("roleplay.about", about=self._pick(scenario.about)))]
        step = state.path[-1]
        line = scenario.nodes[step.node].line(step.line)
        return [c.Note(self._pick(line.why))] if line else []

    def _meters(self, scenario: Scenario, state: ContactState) -> tuple[c.Element, ...]:
        measured = self._pick(scenario.meter) if scenario.meter else self._say("roleplay.case")
        return (
            c.Meter(self._say("roleplay.tension"), state.tension, TOP, better=c.Better.LOW),
            c.Meter(measured, state.progress, TOP),
        )

    def _replies(self, play: Play, node: ScenarioNode) -> list[c.Element]:
        lines = in_order(play, node)
        texts = [c.Text(f"**{number}** · {self._pick(line.text)}") for number, line in enumerate(lines, 1)]
        buttons = [self._reply(play, number, line) for number, line in enumerate(lines, 1)]
        own = TurnReference(play.id, play.state.turn).encode() if node.own else ""
        mine = [c.Button(self._say("own.open"), OWN, own, form=True, in_place=True)] if own else []
        leave = c.Button(self._say("roleplay.leave"), LEAVE, play.id)
        return [*texts, c.Buttons((*buttons, *mine, leave))]

    def _reply(self, play: Play, number: int, line: ScenarioReply) -> c.Button:
        label = self._say("roleplay.boundary", number=number) if line.boundary else str(number)
        return c.Button(label, TAKE, ReplyReference(play.id, play.state.turn, line.id).encode())

    def _ended(self, play: Play, scenario: Scenario, lines: str) -> c.Card:
        state, ending = play.state, scenario.endings[play.state.ending]
        verdict = self._say("roleplay.right" if ending.right else "roleplay.wrong")
        row = (
            c.Button(self._say("roleplay.again"), AGAIN, play.id),
            c.Button(self._say("roleplay.another"), LIST, tone=c.Tone.PRIMARY),
            *([c.Button(self._say("swap.this"), SWAP, scenario.id)] if swappable(scenario) else []),
            *([self._safety_button(scenario, scenario.channel, "heavy.card")] if scenario.heavy else []),
            *([c.Button(self._say("roleplay.drafts"), DRAFTS)] if scenario.draft else []),
        )
        return self._card(
            f"{verdict}: {self._pick(ending.text)}",
            c.Heading(self.name(scenario), verdict),
            *self._draft_note(scenario),
            *self._before(state, scenario),
            c.Text(self._pick(ending.text)),
            *self._meters(scenario, state),
            c.Divider(),
            *self._debrief(scenario, debrief(scenario, state.path, right=ending.right)),
            *([c.Note(self._say("heavy.lines", lines=lines), calls=True)] if lines else []),
            c.Buttons(row),
        )

    def _debrief(self, scenario: Scenario, review: Debrief) -> list[c.Element]:
        values = (scenario.tension, *(taken.step.tension for taken in review.way))
        labels = (self._say("roleplay.start_label"), *(str(i) for i in range(1, len(values))))
        chart = c.Chart(self._say("roleplay.line"), labels, tuple(map(float, values)), TOP, c.Better.LOW)
        way = [self._passed(i, taken, turned=i == review.turning) for i, taken in enumerate(review.way)]
        return [chart, *way, *self._better(review)]

    def _passed(self, i: int, taken: ReviewedReply, *, turned: bool) -> c.Element:
        text = c.plain(self._pick(taken.line.text))
        said = self._say("roleplay.step", number=i + 1, text=text, tension=taken.step.tension)
        return c.Text(f"**{said}** {self._say('roleplay.turned')}") if turned else c.Note(said)

    def _better(self, review: Debrief) -> list[c.Element]:
        better = None if review.missed is None else review.way[review.missed].better
        if better is None or review.missed is None:
            return [c.Text(self._say("roleplay.all_best"))]
        intro = self._say("roleplay.better", number=review.missed + 1)
        return [c.Text(intro), self._viewer.phrase(better.text, self._pick(better.why))]

    def customer(self, scenario: Scenario, state: ContactState) -> str:
        """Returns what the customer says where an open contact is."""
        line = " ".join(self._pick(part) for part in turn(scenario, state))
        return self._say("roleplay.says", line=line)


def in_order(play: Play, node: ScenarioNode) -> list[ScenarioReply]:
    """Returns a node's replies as this play shows them: as if shuffled, and the same at each look."""
    return sorted(node.lines, key=lambda line: lot(play.id, node.id, line.id))
