"""What one person sees of a round: all replies page by page, their votes, their own reply. In a dialog."""

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

    def __init__(self, viewer: Viewer, found: Round) -> None:
        self._round, self._viewer = found, viewer
        self._say = viewer.say

    def page(
        self, entries: Sequence[RoundReply], mine: OwnBallot, page: int, verdict: Verdict | None = None
    ) -> c.Card:
        """Returns a page of the replies, from 0; beyond the last one, the first. `verdict` is of a vote."""
        pages = max(1, -(-len(entries) // PER_PAGE))
        page = page if page < pages else 0
        title = self._say("round.replies_title")
        elements: list[c.Element] = []
        turning: list[c.Element] = []
        if turns := self._turns(page, pages):
            turning = [self._where(page, pages), c.Buttons(turns)]
        for i in range(page * PER_PAGE, min(len(entries), (page + 1) * PER_PAGE)):
            elements += self._entry(i, entries[i], mine, page)
        return self._viewer.card(
            title,
            c.Heading(title),
            *cards.line(self._viewer, self._round),
            *self._told(mine, verdict),
            *(elements or [c.Text(self._say("round.nobody"))]),
            *turning,
        )

    def _told(self, mine: OwnBallot, verdict: Verdict | None) -> list[c.Element]:
        found: list[c.Element] = []
        if verdict:
            found.append(c.Text(self._say(f"round.verdict.{verdict.value}")))
        if self._round.stage is RoundStage.VOTING:
            found.append(c.Note(self._say(f"round.left.{mine.left}")))
        return found

    def _entry(self, i: int, entry: RoundReply, mine: OwnBallot, page: int) -> list[c.Element]:
        shown: list[c.Element] = list(quotes(f"{i + 1}", entry.text))
        if self._round.stage is RoundStage.CLOSED:
            return [*shown, c.Note(self._say("round.votes", count=entry.votes))]
        if self._round.stage is RoundStage.OPEN:
            return []
        if entry.id == mine.reply:
            return [*shown, c.Note(self._say("round.yours"))]
        return [*shown, c.Buttons((self._vote(i, entry, page, given=entry.id in mine.votes),))]

    def _vote(self, i: int, entry: RoundReply, page: int, *, given: bool) -> c.Button:
        value = RoundReference(self._round.id, page, entry.id).encode()
        if given:
            return c.Button(self._say("round.unvote", number=i + 1), UNVOTE, value)
        return c.Button(self._say("round.vote", number=i + 1), VOTE, value)

    def _where(self, page: int, pages: int) -> c.Note:
        return c.Note(self._say("round.page", page=page + 1, pages=pages))

    def _turns(self, page: int, pages: int) -> tuple[c.Button, ...]:
        earlier = [self._turn("round.earlier", page - 1)] if page else []
        later = [self._turn("round.later", page + 1)] if page + 1 < pages else []
        return (*earlier, *later)

    def _turn(self, words: str, page: int) -> c.Button:
        return c.Button(self._say(words), cards.BALLOT, RoundReference(self._round.id, page).encode())
