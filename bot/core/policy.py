"""The policy of the two-warning protocol: what an organisation sets, and the words for each step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.core.earlier import was_shipped
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
    """What is said when. What depends on how contacts end here is there for both endings.

    END_LAST and TRANSFER_LAST are of earlier versions: the button said “last warning”, the words that were
    shipped said that the contact ends. So nobody but their writer knows which they are, and none is said.
    """

    RECORDING = "recording"
    STOPPED = "stopped"
    VOICEMAIL = "voicemail"
    LETTER_WARNED = "letters.warned"
    LETTER_WRITING = "letters.writing"
    LETTER_PERSON = "letters.person"
    LETTER_ENDED = "letters.ended"
    END_FIRST = "end.first"
    END_REMARK = "end.remark"  # the first, where sexual or hateful remarks are warned of
    END_SECOND = "end.second"  # of three, the one in the middle
    END_CHANCE = "end.chance"  # the last one
    END_CLOSING = "end.closing"
    END_ZERO = "end.zero"
    END_RETURNED = "end.returned"
    END_CALLBACK = "end.callback"
    END_LAST = "end.last"
    TRANSFER_FIRST = "transfer.first"
    TRANSFER_REMARK = "transfer.remark"
    TRANSFER_SECOND = "transfer.second"
    TRANSFER_CHANCE = "transfer.chance"
    TRANSFER_CLOSING = "transfer.closing"
    TRANSFER_ZERO = "transfer.zero"
    TRANSFER_RETURNED = "transfer.returned"
    TRANSFER_CALLBACK = "transfer.callback"
    TRANSFER_LAST = "transfer.last"


EARLIER = frozenset({PolicyPart.END_LAST, PolicyPart.TRANSFER_LAST})
LETTERS = frozenset(part for part in PolicyPart if part.value.startswith("letters."))
REMARKS = frozenset({AbuseKind.SLURS, AbuseKind.SEXUAL})  # what needs other words than an insult
_EITHER = {  # parts of earlier versions, which did not depend on the ending
    "first": (PolicyPart.END_FIRST, PolicyPart.TRANSFER_FIRST),
    "second": (PolicyPart.END_SECOND, PolicyPart.TRANSFER_SECOND),
}
_ON_CHANNELS = {"recording": ("phone", "chat"), "voicemail": ("phone",), "callback": ("phone",)}
Wording = Mapping[str, Localized]  # by channel


@dataclass(frozen=True, slots=True)
class Policy:
    """What an organisation decided. Without `supervisors` and `channel`, whoever was appointed is told.

    `supervisors` are user ids in the order in which they are told; a `channel` is told before them.
    `rest` and `reminder` are in minutes, `retention` in days. `recorded` says that contacts are recorded, and
    that the agent says so. `words` are an organisation's own; all others are the phrasebook's.
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
    recorded: bool = False

    def part(self, name: str) -> PolicyPart:
        """Returns the `first`, `chance`, `closing` … part that belongs to how contacts end here."""
        return PolicyPart(f"{self.ending.value}.{name}")

    def said(self, part: PolicyPart, channel: str) -> Localized:
        """Returns the policy's own words for a part, {} where it has none for the channel."""
        return self.words.get(part, {}).get(channel, {})


def channels_of(part: PolicyPart) -> tuple[str, ...]:
    """Returns the channels that a part is said on."""
    if part in LETTERS:
        return ("email",)
    return _ON_CHANNELS.get(part.value.rpartition(".")[2], ("phone", "chat", "email"))


def parts(policy: Policy) -> tuple[PolicyPart, ...]:
    """Returns the parts that this policy ever shows, in the order of a contact."""
    names = ["first"]
    names += ["remark"] if not set(policy.zero_tolerance) >= REMARKS else []
    names += [*["second"] * (policy.warnings > 2), *["chance"] * (policy.warnings > 1), "closing"]
    names += ["zero"] if policy.zero_tolerance else []
    recording = (PolicyPart.RECORDING,) if policy.recorded else ()
    ending = (policy.part(name) for name in (*names, "returned", "callback"))
    return (*recording, *ending, PolicyPart.VOICEMAIL, PolicyPart.STOPPED)


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
        "recorded": policy.recorded,
        "words": {
            part.value: {channel: dict(text) for channel, text in wording.items()}
            for part, wording in policy.words.items()
        },
    }


def of_data(data: Mapping[str, Any]) -> Policy:
    """Returns the policy that `to_data` wrote, now or in an earlier version.

    An earlier one held a copy of all words. Those that were shipped are left out, as they are nobody's own;
    own words of the first and the second warning count for both endings. Raises KeyError or ValueError for
    anything else.
    """
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
        words=dict(_words(data["words"], earlier="recorded" not in data)),
        recorded=bool(data.get("recorded", False)),
    )


def _words(words: Mapping[str, Wording], *, earlier: bool) -> Iterator[tuple[PolicyPart, Wording]]:
    for name, wording in words.items():
        own = {at: text for at, text in wording.items() if not (earlier and was_shipped(text))}
        if own:
            for part in _EITHER.get(name) or (PolicyPart(name),):
                yield part, own
