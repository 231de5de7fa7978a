"""What agents may offer: the form for one of it, its rules, its look."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.limits import FormLimits
from bot.core.phrasebook import Phrasebook
from bot.features.team.deps import TeamDeps
from bot.features.team.model import Content, EntryKind, TeamOffer, cleaned
from bot.features.team.ports import Fault

WHAT, SHORT, UNLESS = 200, 100, 300  # characters


class OfferSheet:
    """What agents may offer."""

    kind = EntryKind.OFFER
    limits = FormLimits({"what": WHAT, "limit": SHORT, "approver": SHORT, "unless": UNLESS})

    def fields(self, deps: TeamDeps, language: str, content: Content | None) -> tuple[c.Field, ...]:
        offer = content if isinstance(content, TeamOffer) else TeamOffer("")
        say = deps.phrasebook.words.speaker(language)

        def field(name: str, value: str, limit: int, *, optional: bool = True) -> c.Input:
            label, hint = say(f"offer.{name}"), say(f"offer.{name}.hint")
            return c.Input(name, label, value=value, hint=hint, optional=optional, limit=limit)

        return (
            field("what", offer.name, WHAT, optional=False),
            field("limit", offer.limit, SHORT),
            field("approver", offer.approver, SHORT),
            field("unless", offer.unless, UNLESS),
        )

    def read(self, ask: Submit, entry_id: str) -> TeamOffer:
        return TeamOffer(*(cleaned(ask.text(name)) for name in ("what", "limit", "approver", "unless")))

    def faults(self, content: Content, book: Phrasebook, deps: TeamDeps) -> Iterator[Fault]:
        if not isinstance(content, TeamOffer):
            return
        if not content.name:
            yield Fault("what", "missing")

    def elements(self, content: Content, deps: TeamDeps, language: str) -> tuple[c.Element, ...]:
        if not isinstance(content, TeamOffer):
            return ()
        say = deps.phrasebook.words.speaker(language)
        terms = (("limit", content.limit), ("approver", content.approver), ("unless", content.unless))
        lines = (c.Quote(f"{say(f'offer.{name}')}:", text) for name, text in terms if text)
        return (c.Quote(f"{say('offer.what')}:", content.name), *lines)
