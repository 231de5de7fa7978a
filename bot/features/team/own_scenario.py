"""A role-play of a team's own: a draft that a manager tries, and the one that people play."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.scenarios import DRAFT, Scenario


@dataclass(frozen=True, slots=True)
class OwnScenario:
    """A role-play as it is being written, and as people play it. One of the two may be missing."""

    draft: Scenario | None = None
    published: Scenario | None = None

    @property
    def newest(self) -> Scenario:
        """The text that was written last."""
        newest = self.draft or self.published
        assert newest, "a role-play has a text"
        return newest

    @property
    def to_try(self) -> Scenario:
        """The newest text, under the id by which a manager tries it."""
        return replace(self.newest, id=f"{DRAFT}{self.newest.id}")

    def written_anew(self, text: Scenario) -> OwnScenario:
        """Returns it with another text, as a draft; without one where people play that very text already."""
        return OwnScenario(None if text == self.published else text, self.published)

    def put_out(self) -> OwnScenario:
        """Returns it with the newest text for everybody to play."""
        return OwnScenario(published=self.newest)

    def taken_back(self) -> OwnScenario:
        """Returns it with nothing for others to play: what they played is a draft again, if there is none."""
        return OwnScenario(draft=self.newest)
