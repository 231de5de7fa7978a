"""A learning record store for each test, and Calma that sends to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.lrs import LrsReceiver
from bot.lrs_config import LrsConfig, read_lrs
from tests.fakes.lrs import PASSWORD, USER, FakeLrs


@pytest_asyncio.fixture
async def lrs() -> AsyncIterator[FakeLrs]:
    """The store itself."""
    fake = FakeLrs()
    await fake.start()
    yield fake
    await fake.close()


def config_of(lrs: FakeLrs, **changed: str) -> LrsConfig:
    """Returns the settings that lead to it."""
    ways = {"USER": USER, "PASSWORD": PASSWORD, "KEY": "", "URL": lrs.url, **changed}
    config = read_lrs({f"CALMA_XAPI_{name}": value for name, value in ways.items()})
    assert config
    return config


@pytest.fixture
def receiver(lrs: FakeLrs) -> LrsReceiver:
    """What speaks to it."""
    return LrsReceiver(config_of(lrs))
