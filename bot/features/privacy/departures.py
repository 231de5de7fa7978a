"""Who has gone, by what became of messages to them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.ledger import DeliveryOutcome, DeliveryState
from bot.core.personal import DataSubject
from bot.core.reasons import RefusalReason, reason_of

# Slack says so where the app was taken out of a workspace. Any other word for a token that is refused may be
# a mistake in the settings, by which nobody has gone.
TAKEN_OUT = frozenset({"account_inactive", "app_uninstalled"})
# Of an organisation's token: the workspace of this person has the app no longer, and others have it still.
_WORKSPACE_OUT = "team_access_not_granted"
_GONE = frozenset({RefusalReason.ACCOUNT_CLOSED, RefusalReason.NOT_INSTALLED})


@dataclass(frozen=True, slots=True)
class Departures:
    """People who have gone, and tenants that took the app out."""

    subjects: tuple[DataSubject, ...] = ()
    tenants: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.subjects or self.tenants)


def departures_in(outcomes: Sequence[DeliveryOutcome]) -> Departures:
    """Returns who has gone, as refusals of messages tell. Who blocked the app, or has it muted, has not."""
    subjects, tenants = list[DataSubject](), set[str]()
    for outcome in outcomes:
        to = outcome.claim.notice.to
        if outcome.state is not DeliveryState.DEAD:
            continue
        word = outcome.reason.casefold()
        if word in TAKEN_OUT:
            tenants.add(to.tenant)
        elif not to.channel and (word == _WORKSPACE_OUT or reason_of(word, channel=False) in _GONE):
            subjects.append(DataSubject(to.tenant, to.id, to.platform))
    return Departures(tuple(dict.fromkeys(subjects)), tuple(sorted(tenants)))
