from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.teams import FakeTeams
from tests.teams.dialogue import Dialogue


@pytest.fixture
async def chat(teams: FakeTeams) -> AsyncIterator[Dialogue]:
    dialogue = Dialogue(teams)
    await dialogue.start()
    yield dialogue
    await dialogue.close()
