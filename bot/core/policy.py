"""The policy of the two-warning protocol: what an organisation sets, and the words for each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.core.words import Localized

DEFAULT = "two-warning"  # the id of the policy for whoever set none of their own
MOST_WARNINGS = 3
SUPERVISORS = 3  # people that the form takes
REST = (1, 60)  # minutes of a recovery break, at least and at most
REMINDER = (1, 1440)  # minutes until a notice that nobody has seen is sent again
RETENTION = (30, 1825)  # days that an incident is stored
MOST_WORDS = 1500  # characters of one wording


class AbuseKind(Enum):
    """What the customer did."""

    INSULTS = "insults"
    SLURS = "slurs"
    SEXUAL = "sexual"
    THREAT = "threat"
    OTHER = "other"


class ContactEnding(Enum):
    """How a contact may be closed: ended by the agent, or only passed on."""

    END = "end"
    TRANSFER = "transfer"


class PolicyPart(Enum):
    """What is said when. The closing line of an email stands in the last one itself, so it may be missing."""

    FIRST = "first"
    SECOND = "second"  # between the first and the last, where there are three warnings
    STOPPED = "stopped"
    END_LAST = "end.last"
    END_CLOSING = "end.closing"
    END_ZERO = "end.zero"
    TRANSFER_LAST = "transfer.last"
    TRANSFER_CLOSING = "transfer.closing"
    TRANSFER_ZERO = "transfer.zero"


Wording = Mapping[str, Localized]  # by channel


@dataclass(frozen=True, slots=True)
class Policy:
    """What an organisation decided. Without `supervisors` and `channel`, whoever was appointed is told.

    `supervisors` are user ids in the order in which they are told; a `channel` is told before them.
    `rest` and `reminder` are in minutes, `retention` in days.
    """

    warnings: int
    ending: ContactEnding
    zero_tolerance: tuple[AbuseKind, ...]
    supervisors: tuple[str, ...]
    channel: str
    rest: int
    announced: bool
    reminder: int
    retention: int
    words: Mapping[PolicyPart, Wording]

    def part(self, name: str) -> PolicyPart:
        """Returns the `last`, `closing` or `zero` part that belongs to how contacts end here."""
        return PolicyPart(f"{self.ending.value}.{name}")

    def said(self, part: PolicyPart, channel: str) -> Localized:
        """Returns the words for a part, {} where there are none for the channel."""
        return self.words.get(part, {}).get(channel, {})


def parts(policy: Policy) -> tuple[PolicyPart, ...]:
    """Returns the parts that this policy ever shows, in the order of a contact."""
    warnings = (PolicyPart.FIRST, PolicyPart.SECOND, policy.part("last"))
    shown = {1: warnings[:1], 2: (warnings[0], warnings[2])}.get(policy.warnings, warnings)
    zero = (policy.part("zero"),) if policy.zero_tolerance else ()
    return (*shown, policy.part("closing"), *zero, PolicyPart.STOPPED)


def to_data(policy: Policy) -> dict[str, Any]:
    """Returns the policy as plain data, ready for JSON."""
    return {
        "warnings": policy.warnings,
        "ending": policy.ending.value,
        "zero_tolerance": [kind.value for kind in policy.zero_tolerance],
        "supervisors": list(policy.supervisors),
        "channel": policy.channel,
        "rest": policy.rest,
        "announced": policy.announced,
        "reminder": policy.reminder,
        "retention": policy.retention,
        "words": {
            part.value: {channel: dict(text) for channel, text in wording.items()}
            for part, wording in policy.words.items()
        },
    }


def of_data(data: Mapping[str, Any]) -> Policy:
    """Returns the policy that `to_data` wrote. Raises KeyError or ValueError for anything else."""
    return Policy(
        warnings=int(data["warnings"]),
        ending=ContactEnding(data["ending"]),
        zero_tolerance=tuple(AbuseKind(kind) for kind in data["zero_tolerance"]),
        supervisors=tuple(data["supervisors"]),
        channel=str(data["channel"]),
        rest=int(data["rest"]),
        announced=bool(data["announced"]),
        reminder=int(data["reminder"]),
        retention=int(data["retention"]),
        words={PolicyPart(part): wording for part, wording in data["words"].items()},
    )
