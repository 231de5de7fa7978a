"""The card of a round as everybody in the channel sees it. It names nobody."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core.phrasebook import Phrasebook
from bot.core.reasons import reason_words
from bot.core.viewer import Viewer, dotted, floor_text, quotes
from bot.features.round.buttons import RoundReference
from bot.features.round.model import FEW, Round, RoundReply, RoundStage, winners

START, REPLY, COUNT, REVEAL, CLOSE, BALLOT, KEEP = (
    f"round.{name}" for name in ("start", "reply", "count", "reveal", "close", "ballot", "keep")
)
SHOWN = 5  # replies on the card itself
PREPARED = 12  # of what people expect, each with a button
WINNERS = 3  # at most, where several have the most votes


class RoundCards:
    """The card in the language of the round."""

    def __init__(self, book: Phrasebook, team_round: Round) -> None:
        self._viewer, self._round = Viewer(book, team_round.language), team_round
        self._say = self._viewer.say

    def card(self, entries: Sequence[RoundReply], voters: int = 0, *, few: bool = False) -> c.Card:
        """Returns the card as things are. `few` asks once more whether to reveal so few replies."""
        if self._round.prepares and self._round.stage is not RoundStage.OPEN:
            return self._prepared(entries)
        match self._round.stage:
            case RoundStage.OPEN:
                return self._open(entries, few)
            case RoundStage.VOTING:
                return self._voting(entries, voters)
            case RoundStage.CLOSED:
                return self._closed(entries)

    def _open(self, entries: Sequence[RoundReply], few: bool) -> c.Card:
        warned = [c.Note(self._say("round.few", few=FEW))] if few else []
        # Exact, unlike figures of practice: whoever leads a round has to know when to reveal, which tells it.
        count = [c.Text(self._say("round.replies", count=len(entries)))] if entries else []
        value = self._ref(1 if few else 0)
        mine = "round.prepare.reply" if self._round.prepares else ""
        reply = self._button(REPLY, c.Tone.PRIMARY, words=mine, form=True)
        reveal = c.Button(self._say("round.reveal_anyway" if few else "round.reveal"), REVEAL, value)
        return self._card(
            c.Note(self._say("round.prepare.unnamed" if self._round.prepares else "round.how")),
            *count,
            *warned,
            c.Buttons((reply, self._button(COUNT), reveal)),
        )

    def _voting(self, entries: Sequence[RoundReply], voters: int) -> c.Card:
        replies = [
            quote for i, entry in enumerate(entries[:SHOWN], 1) for quote in quotes(f"{i}", entry.text)
        ]
        rest, voted = len(entries) - SHOWN, floor_text(self._say, voters) if entries else ""
        more = [c.Note(self._say("round.more", count=rest))] if rest > 0 else []
        vote = [self._button(BALLOT, c.Tone.PRIMARY, form=True), self._button(COUNT)] if entries else []
        return self._card(
            c.Text(self._say("round.voting" if entries else "round.nobody", count=len(entries))),
            *replies,
            *more,
            *([c.Note(self._say("round.voters", count=voted))] if voted else []),
            c.Buttons((*vote, self._button(CLOSE))),
        )

    def _closed(self, entries: Sequence[RoundReply]) -> c.Card:
        best = winners(entries, WINNERS)
        every = [c.Buttons((self._button(BALLOT, words="round.all", form=True),))] if entries else []
        return self._card(
            *([] if best else [c.Text(self._say("round.no_votes"))]),
            *(element for entry in best for element in self._winner(entry)),
            *self._points(),
            *every,
        )

    def _prepared(self, entries: Sequence[RoundReply]) -> c.Card:
        """Returns what people expect and would say; each may go into the team's phrases."""
        shown = [element for entry in entries[:PREPARED] for element in self._expected(entry)]
        rest = len(entries) - PREPARED
        more = [c.Note(self._say("round.prepare.more", count=rest))] if rest > 0 else []
        every = [c.Buttons((self._button(BALLOT, words="round.all", form=True),))] if rest > 0 else []
        return self._card(*(shown or [c.Text(self._say("round.prepare.nobody"))]), *more, *every)

    def _expected(self, entry: RoundReply) -> tuple[c.Element, ...]:
        return (
            *expectation(self._viewer, entry),
            c.Buttons((keep_button(self._viewer, self._round, entry),)),
        )

    def _winner(self, entry: RoundReply) -> tuple[c.Element, ...]:
        keep = c.Button(
            self._say("round.keep"), KEEP, RoundReference(self._round.id, 0, entry.id).encode(), form=True
        )
        label = self._say("round.winner")
        return c.Text(f"**{label}**"), *quotes("", entry.text), c.Buttons((keep,))

    def _points(self) -> tuple[c.Element, ...]:
        if not self._round.points:
            return ()
        points = [c.Text(f"• {self._viewer.pick(point)}") for point in self._round.points]
        return (c.Divider(), c.Text(f"**{self._say('round.points')}**"), *points)

    def _button(
        self, action: str, tone: c.Tone = c.Tone.PLAIN, *, words: str = "", form: bool = False
    ) -> c.Button:
        return c.Button(self._say(words or action), action, self._ref(), tone, form)

    def _ref(self, page: int = 0) -> str:
        return RoundReference(self._round.id, page).encode()

    def _card(self, *elements: c.Element) -> c.Card:
        prepares, stage = self._round.prepares, self._round.stage.value
        title = self._say("round.prepare" if prepares else "round.title")
        badge = self._say("round.prepare.open" if prepares and stage == "open" else f"round.stage.{stage}")
        customer = customer_line(self._viewer, self._round)
        summary = f"{title}: {self._viewer.pick(self._round.line)}"
        return self._viewer.card(summary, c.Heading(title, badge), *customer, *elements)


def refused_card(viewer: Viewer, reason: str) -> c.Card:
    """Returns what whoever posted a round is told where its channel takes none, by the platform's reason."""
    title = viewer.say("round.refused")
    again = c.Button(viewer.say("round.again"), START, tone=c.Tone.PRIMARY, form=True)
    why = c.Text(reason_words(viewer.say, reason, channel=True))
    return viewer.card(title, c.Heading(title), why, c.Buttons((again,)))


def status_card(viewer: Viewer, key: str, *, stripped: bool = False) -> c.Card:
    """Returns a line and what it means; `stripped` says that a customer's data was taken out."""
    say, title = viewer.say, viewer.say(key)
    notes = (c.Note(say("round.stripped")),) if stripped else ()
    return viewer.card(title, c.Heading(title), c.Text(say(f"{key}_text")), *notes)


def customer_line(viewer: Viewer, team_round: Round) -> tuple[c.Element, ...]:
    """Returns what the customer says: inert, where somebody typed it."""
    say, text = viewer.say, viewer.pick(team_round.line)
    if team_round.prepares:
        return (c.Text(f"**{text}**"),)
    return quotes(say("round.customer"), text) if team_round.own else (c.Text(say("round.says", line=text)),)


def expectation(viewer: Viewer, entry: RoundReply, number: str = "") -> tuple[c.Element, ...]:
    """Returns what somebody expects a customer to say, and what they would answer."""
    heading = dotted(number, viewer.say("round.prepare.expected"))
    return (*quotes(heading, entry.line), *quotes(viewer.say("round.prepare.answer"), entry.text))


def keep_button(viewer: Viewer, team_round: Round, entry: RoundReply) -> c.Button:
    """Returns the button that opens the form for an own phrase with what somebody prepared."""
    value = RoundReference(team_round.id, 0, entry.id).encode()
    return c.Button(viewer.say("round.prepare.use"), KEEP, value, form=True)
