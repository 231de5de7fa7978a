"""Who asks for which package, added to a list of packages: `graph.py LOCK LIST`.

The list is CycloneDX, as `make sbom` has it written of a lock; that knows the packages and not which of them
asks for which. The lock says so below each package, for every system alike. What is installed here would say
it of this machine alone.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==", re.ASCII)
_ASKED_BY = re.compile(r"^    #   (?:via )?|^    # via ?")


def asked_for(lock: str) -> dict[str, set[str]]:
    """Returns the packages of a lock by whatever asks for them: another of them, or what they are for."""
    asks, package = dict[str, set[str]](), ""
    for line in lock.splitlines():
        if start := _PACKAGE.match(line):
            package = start[1]
        elif _ASKED_BY.match(line) and (who := _ASKED_BY.sub("", line).partition(" ")[0]):
            asks.setdefault(who, set()).add(package)
    return asks


def with_dependencies(listed: dict[str, Any], asks: dict[str, set[str]]) -> dict[str, Any]:
    """Returns a list of packages in which each names those that it asks for."""
    whole = listed["metadata"]["component"]
    references = {part["name"]: part["bom-ref"] for part in [*listed["components"], whole]}
    rows = list[dict[str, Any]]()
    for name, reference in sorted(references.items()):
        needs = sorted(references[each] for each in asks.pop(name, ()))
        rows.append({"ref": reference, **({"dependsOn": needs} if needs else {})})
    if asks:
        raise SystemExit(f"The list does not have what asks for packages in the lock: {', '.join(asks)}.")
    return {**listed, "dependencies": rows}


if __name__ == "__main__":
    lock, path = map(Path, sys.argv[1:])
    graph = with_dependencies(json.loads(path.read_text("utf-8")), asked_for(lock.read_text("utf-8")))
    path.write_text(f"{json.dumps(graph, indent=2, ensure_ascii=False)}\n", "utf-8")
