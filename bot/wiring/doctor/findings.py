"""What the doctor finds, and how all parts are looked at side by side, within a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from bot.core.errors import CalmaError

WITHIN = 8.0  # seconds that a part is looked at
_SLOW = (
    "It could not be looked at within {seconds:.0f} seconds: see that whatever it leads to answers, "
    "the network and its names among it (DNS, HTTPS_PROXY), and run this again."
)
_BROKEN = "It could not be looked at, by a mistake in Calma ({kind}): tell whoever looks after its code."


class FindingState(Enum):
    """What is to be done about something, the most urgent first."""

    MEND = "mend"
    KNOWN = "known"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor says of one part of the installation."""

    part: str
    state: FindingState
    text: str

    @property
    def line(self) -> str:
        """It as one line."""
        return f"{self.state.value}: {self.part}: {' '.join(self.text.split())}"


Check = Callable[[], Awaitable[Iterable[Finding]]]


def mend(part: str, text: str) -> Finding:
    """Returns what somebody must mend."""
    return Finding(part, FindingState.MEND, text)


def known(part: str, text: str) -> Finding:
    """Returns what somebody should know."""
    return Finding(part, FindingState.KNOWN, text)


def well(part: str, text: str) -> Finding:
    """Returns what is as it should be."""
    return Finding(part, FindingState.OK, text)


async def checked(part: str, check: Check) -> list[Finding]:
    """Returns what a check finds; whatever breaks in it is a finding too."""
    try:
        return list(await check())
    except TimeoutError:
        return [mend(part, _SLOW.format(seconds=WITHIN))]
    except CalmaError as error:
        return [mend(part, str(error))]
    except OSError as error:
        return [mend(part, f"{error.filename or 'A file'}: {error.strerror or error}.")]
    except Exception as error:  # noqa: BLE001 - one part that breaks hides no other
        return [mend(part, _BROKEN.format(kind=type(error).__name__))]


async def side_by_side(checks: Mapping[str, Check], add: Callable[[list[Finding]], object]) -> None:
    """Does all checks at once, each within its time, and adds what each finds as soon as that is known."""

    async def one(part: str, check: Check) -> None:
        async def in_time() -> Iterable[Finding]:
            async with asyncio.timeout(WITHIN):
                return await check()

        add(await checked(part, in_time))

    await asyncio.gather(*(one(part, check) for part, check in checks.items()))
