"""What one person sees of a round, in a dialog: all replies page by page, their votes, their own reply."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core.viewer import Viewer, quotes
from bot.features.round import cards
from bot.features.round.buttons import RoundReference
from bot.features.round.model import OwnBallot, Round, RoundReply, RoundStage, Verdict

VOTE, UNVOTE = "round.vote", "round.unvote"
PER_PAGE = 5


class BallotCards:
    """The replies in a person's own language."""

    def __init__(self, viewer: Viewer, team_round: Round) -> None:
        self._viewer, self._round = viewer, team_round
        self._say = viewer.say

    def card(
        self, entries: Sequence[RoundReply], mine: OwnBallot, page: int, verdict: Verdict | None = None
    ) -> c.Card:
        """Returns a page of the replies, from 0; beyond the last one, the first. `verdict` is of a vote."""
        pages = max(1, -(-len(entries) // PER_PAGE))
        page = page if page < pages else 0
        title = self._say("round.replies_title")
        elements: list[c.Element] = []
        pager: list[c.Element] = []
        if buttons := self._page_buttons(page, pages):
            pager = [self._position(page, pages), c.Buttons(buttons)]
        for i in range(page * PER_PAGE, min(len(entries), (page + 1) * PER_PAGE)):
            elements += self._entry(i, entries[i], mine, page)
        return self._viewer.card(
            title,
            c.Heading(title),
            *cards.customer_line(self._viewer, self._round),
            *self._status(mine, verdict),
            *(elements or [c.Text(self._say("round.nobody"))]),
            *pager,
        )

    def _status(self, mine: OwnBallot, verdict: Verdict | None) -> list[c.Element]:
        lines: list[c.Element] = []
        if verdict:
            lines.append(c.Text(self._say(f"round.verdict.{verdict.value}")))
        if self._round.stage is RoundStage.VOTING:
            lines.append(c.Note(self._say(f"round.left.{mine.left}")))
        return lines

    def _entry(self, i: int, entry: RoundReply, mine: OwnBallot, page: int) -> list[c.Element]:
        if self._round.prepares and self._round.stage is not RoundStage.OPEN:
            return list(cards.expectation(self._viewer, entry, f"{i + 1}"))
        reply: list[c.Element] = list(quotes(f"{i + 1}", entry.text))
        if self._round.stage is RoundStage.CLOSED:
            return reply  # without its votes: of few voters they would tell how somebody voted
        if self._round.stage is RoundStage.OPEN:
            return []
        if entry.id == mine.reply:
            return [*reply, c.Note(self._say("round.yours"))]
        return [*reply, c.Buttons((self._vote_button(i, entry, page, given=entry.id in mine.votes),))]

    def _vote_button(self, i: int, entry: RoundReply, page: int, *, given: bool) -> c.Button:
        value = RoundReference(self._round.id, page, entry.id).encode()
        if given:
            return c.Button(self._say("round.unvote", number=i + 1), UNVOTE, value)
        return c.Button(self._say("round.vote", number=i + 1), VOTE, value)

    def _position(self, page: int, pages: int) -> c.Note:
        return c.Note(self._say("round.page", page=page + 1, pages=pages))

    def _page_buttons(self, page: int, pages: int) -> tuple[c.Button, ...]:
        earlier = [self._page_button("round.earlier", page - 1)] if page else []
        later = [self._page_button("round.later", page + 1)] if page + 1 < pages else []
        return (*earlier, *later)

    def _page_button(self, words: str, page: int) -> c.Button:
        return c.Button(self._say(words), cards.BALLOT, RoundReference(self._round.id, page).encode())
