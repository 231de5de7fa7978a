"""Every way through the protocol of a policy, as a table for the command line."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.aligned import aligned
from bot.core.policy import Policy
from bot.features.boundary import facts, protocol
from bot.features.boundary.protocol import ContactCourse

_HEADINGS = ("presses", "warnings said", "outcome", "policy", "supervisor told")
_POLICY = {True: "followed", False: "ended early", None: "-"}


def paths_table(policy: Policy) -> str:
    """Returns each order of presses from the first words to the close, a line each, below headings."""
    began = datetime(2000, 1, 1, tzinfo=UTC)
    rows = [_HEADINGS, *(_row(policy, taken, course) for taken, course in protocol.walks(policy, began))]
    return aligned(rows)


def _row(policy: Policy, taken: tuple[protocol.ProtocolMove, ...], course: ContactCourse) -> tuple[str, ...]:
    return (
        " → ".join(("words shown", *(move.value for move in taken))),
        str(len(course.warned)),
        course.step.value,
        _POLICY[facts.followed(course, policy)],
        "at once" if course.reported else "on a tap",
    )
