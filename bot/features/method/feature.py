"""All that methods, pitfalls and personas do, for whoever wires them."""

from __future__ import annotations

from bot.core.desk import Handlers
from bot.features.method.deps import MethodDeps
from bot.features.method.handlers import MethodHandlers


def handlers(deps: MethodDeps) -> tuple[Handlers, ...]:
    """Returns what agents can do."""
    return (MethodHandlers(deps),)
