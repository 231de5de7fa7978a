"""The card of a round as everybody in the channel sees it. It names nobody."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core.words import Say, Words, pick
from bot.features.round.buttons import RoundReference
from bot.features.round.model import FEW, Round, RoundReply, RoundStage, winners

START, REPLY, COUNT, REVEAL, CLOSE, BALLOT, KEEP = (
    f"round.{name}" for name in ("start", "reply", "count", "reveal", "close", "ballot", "keep")
)
SHOWN = 5  # replies on the card itself
WINNERS = 3  # at most, where several have the most votes
_QUOTED = 280  # characters of one quote: Slack shows no more in one


class RoundCards:
    """The card in the language of the round."""

    def __init__(self, words: Words, team_round: Round) -> None:
        self._round = team_round
        self._say: Say = words.speaker(team_round.language)

    def card(self, entries: Sequence[RoundReply], voters: int = 0, *, few: bool = False) -> c.Card:
        """Returns the card as things are. `few` asks once more whether to reveal so few replies."""
        match self._round.stage:
            case RoundStage.OPEN:
                return self._open(entries, few)
            case RoundStage.VOTING:
                return self._voting(entries, voters)
            case RoundStage.CLOSED:
                return self._closed(entries)

    def _open(self, entries: Sequence[RoundReply], few: bool) -> c.Card:
        warned = [c.Note(self._say("round.few", count=len(entries), few=FEW))] if few else []
        value = self._ref(1 if few else 0)
        reveal = c.Button(self._say("round.reveal_anyway" if few else "round.reveal"), REVEAL, value)
        return self._card(
            c.Note(self._say("round.how")),
            c.Text(self._say("round.replies", count=len(entries))),
            *warned,
            c.Buttons((self._button(REPLY, c.Tone.PRIMARY, form=True), self._button(COUNT), reveal)),
        )

    def _voting(self, entries: Sequence[RoundReply], voters: int) -> c.Card:
        replies = [
            quote for i, entry in enumerate(entries[:SHOWN], 1) for quote in quotes(f"{i}", entry.text)
        ]
        rest = len(entries) - SHOWN
        more = [c.Note(self._say("round.more", count=rest))] if rest > 0 else []
        vote = [self._button(BALLOT, c.Tone.PRIMARY, form=True), self._button(COUNT)] if entries else []
        return self._card(
            c.Text(self._say("round.voting" if entries else "round.nobody", count=len(entries))),
            *replies,
            *more,
            *([c.Note(self._say("round.voters", count=voters))] if entries else []),
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

    def _winner(self, entry: RoundReply) -> tuple[c.Element, ...]:
        keep = c.Button(
            self._say("round.keep"), KEEP, RoundReference(self._round.id, 0, entry.id).encode(), form=True
        )
        label = self._say("round.winner", count=entry.votes)
        return c.Text(f"**{label}**"), *quotes("", entry.text), c.Buttons((keep,))

    def _points(self) -> tuple[c.Element, ...]:
        if not self._round.points:
            return ()
        points = [c.Text(f"• {pick(point, self._round.language)}") for point in self._round.points]
        return (c.Divider(), c.Text(f"**{self._say('round.points')}**"), *points)

    def _button(
        self, action: str, tone: c.Tone = c.Tone.PLAIN, *, words: str = "", form: bool = False
    ) -> c.Button:
        return c.Button(self._say(words or action), action, self._ref(), tone, form)

    def _ref(self, page: int = 0) -> str:
        return RoundReference(self._round.id, page).encode()

    def _card(self, *elements: c.Element) -> c.Card:
        title, badge = self._say("round.title"), self._say(f"round.stage.{self._round.stage.value}")
        customer = customer_line(self._round, self._say, self._round.language)
        summary = f"{title}: {c.plain(pick(self._round.line, self._round.language))}"
        return c.Card(summary, (c.Heading(title, badge), *customer, *elements), self._round.language)


def refused_card(say: Say, language: str) -> c.Card:
    """Returns what whoever posted a round is told where its channel takes nothing."""
    title = say("round.refused")
    return c.Card(title, (c.Heading(title), c.Text(say("round.refused_text"))), language)


def status_card(say: Say, language: str, key: str, *, stripped: bool = False) -> c.Card:
    """Returns a line and what it means; `stripped` says that a customer's data was taken out."""
    notes = (c.Note(say("round.stripped")),) if stripped else ()
    return c.Card(say(key), (c.Heading(say(key)), c.Text(say(f"{key}_text")), *notes), language)


def customer_line(team_round: Round, say: Say, language: str) -> tuple[c.Element, ...]:
    """Returns what the customer says: inert, where somebody typed it."""
    text = pick(team_round.line, language)
    return quotes(say("round.customer"), text) if team_round.own else (c.Text(say("round.says", line=text)),)


def quotes(label: str, text: str) -> tuple[c.Quote, ...]:
    """Returns what somebody typed, whole, in as many quotes as that takes."""
    pieces = [text[i : i + _QUOTED] for i in range(0, len(text), _QUOTED)]
    return tuple(c.Quote("" if i else label, piece) for i, piece in enumerate(pieces))
