"""What the form of a group carries."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.groups import Group


@dataclass(frozen=True, slots=True)
class GroupReference:
    """A group, and the version that the form was opened with; without an id a new group."""

    id: str = ""
    version: int | None = None

    def encode(self) -> str:
        """Returns it as the value of a form."""
        return f"{self.id}.{self.version}" if self.id else ""

    @classmethod
    def decode(cls, value: str) -> GroupReference:
        """Returns what is in a form's value; no version where it has none."""
        id, _, version = value.partition(".")
        return cls(id, int(version) if version.isascii() and version.isdecimal() else None)


def reference(group: Group | None) -> GroupReference:
    """Returns the reference to a group as it was read, or to a new one."""
    return GroupReference(group.id, group.version) if group else GroupReference()
