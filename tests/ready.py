"""What a process that others are forked from has at hand: the app, and the phrasebook with its index."""

from __future__ import annotations

from tests.build import build
from tests.conftest import PHRASEBOOK
from tests.faults import sender

__all__ = ["sender"]
build(PHRASEBOOK)
