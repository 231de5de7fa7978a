"""Writes the table of who may do what, from the desk's own: `python -m tests.roles.record`."""

from __future__ import annotations

from tests.build import build
from tests.roles.doors import ways
from tests.roles.test_roles import TABLE


def main() -> None:
    """Writes it."""
    lines = sorted(f"{way}\t{least.name.lower()}" for way, least in ways(build().desk))
    TABLE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
