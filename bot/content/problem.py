"""What is wrong with a content file, said so that its writer can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.errors import CalmaError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a file. An error keeps the phrasebook from loading, a warning does not."""

    file: str
    line: int
    field: str
    message: str
    error: bool = True

    def __str__(self) -> str:
        kind = "error" if self.error else "warning"
        return f"{self.file}:{self.line}: {kind}: {self.field + ': ' if self.field else ''}{self.message}"


class BrokenPhrasebook(CalmaError):
    """The phrasebook has errors and was not loaded. `problems` says where."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))
