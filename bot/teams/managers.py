"""Who administers the bot before anybody was appointed in it: those whom whoever runs it names."""

from __future__ import annotations

from collections.abc import Iterable

SEPARATOR = ":"


class TeamsManagers:
    """People by their ids in the directory, `tenant:id`; an id alone counts in whichever tenant has it."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        self._named = frozenset(each.casefold() for each in named if each)

    def include(self, tenant: str, directory_id: str) -> bool:
        """Returns whether somebody of a tenant is one of them."""
        id = directory_id.casefold()
        return bool(id) and bool({id, f"{tenant.casefold()}{SEPARATOR}{id}"} & self._named)
