"""Records today's cards: `python -m tests.old_cards.record`. Never run it only to make the test pass.

With the names of journeys behind it, it records those anew and leaves all others as they were.

What is recorded are old cards, which people have in their chats. Record anew where an answer to them was
changed on purpose, or where there are new kinds of cards.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from tests.old_cards import recording
from tests.old_cards.journeys import JOURNEYS, ONLY_IN, ONLY_ON
from tests.old_cards.recording import Session
from tests.old_cards.session import PLATFORMS, session
from tests.old_cards.walk import Walk

LANGUAGES = {"en": "", "es": "-es"}


async def walked(platform: str, journey: str, language: str) -> Session:
    """Returns a journey as it went."""
    async with session(platform, journey) as (wire, app):
        walk = Walk(wire, app, whole=language == "en")
        await JOURNEYS[journey](walk, LANGUAGES[language])
        return Session(platform, journey, language, walk.steps)


async def known(platform: str) -> set[tuple[str, str]]:
    """Returns every action that the app knows."""
    async with session(platform, "") as (_, app):
        return app.actions()


def main(names: Sequence[str]) -> None:
    """Records all journeys, or those of these names, and tells which action none of them presses."""
    sessions = [each for each in recording.read() if names and each.journey not in names]
    for platform in PLATFORMS:
        for journey in names or JOURNEYS:
            for language in LANGUAGES:
                if ONLY_ON.get(journey, platform) == platform and ONLY_IN.get(journey, language) == language:
                    sessions.append(asyncio.run(walked(platform, journey, language)))
                    sys.stderr.write(f"{sessions[-1].name}: {len(sessions[-1].steps)} steps\n")
    recording.write(sessions)
    pressed = set(recording.pressed(sessions))
    for platform in PLATFORMS:
        left = asyncio.run(known(platform)) - {action for on, action in pressed if on == platform}
        sys.stderr.write(f"{platform}: {'all actions' if not left else f'MISSING {sorted(left)}'}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
