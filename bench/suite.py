"""Which benches there are: those of the one table, and why the other modules are in none.

A test holds that no module of this folder is forgotten.
"""

from __future__ import annotations

from typing import NamedTuple


class Bench(NamedTuple):
    """A module of this folder, what it is run with, and what with where it has to be quick."""

    name: str
    full: tuple[str, ...]
    quick: tuple[str, ...]


def _bench(name: str, full: str, quick: str) -> Bench:
    return Bench(name, tuple(full.split()), tuple(quick.split()))


BENCHES = (
    _bench("start", "", "--rounds 1"),
    _bench("lookup", "", "--rounds 2 --added 10000"),
    _bench("own", "", ""),
    _bench("path", "", "--rounds 1 --seconds 2 --starts 1"),
    _bench("teams", "", "--rounds 1 --seconds 2"),
    _bench("watching", "", "--rounds 1 --seconds 2"),
    _bench("presses", "", "--seconds 4"),
    _bench("rush", "", "--seconds 2"),
    _bench("drill", "", "--days 20 --agents 10 --seeds 2"),
    _bench("deliveries", "", "--rows 300"),
    _bench("alerts", "", "--count 3"),
    _bench("report", "--full", "--rows 20000 --people 100 --groups 5"),
    _bench("memory", "", "--minutes 0.5 --rate 50"),
    _bench("scale", "", "--lanes 200 --large 2000"),
    _bench("tenfold", "", "--most 10"),
    _bench("sizes", "", "--agents 20 --days 3"),
    _bench("soak", "", "--minutes 0.5 --rate 10 --every 5 --rest 20 --warm 5"),
)

# Modules that measure nothing by themselves.
PARTS = {
    "__main__": "runs all benches",
    "bare": "the barest bot on Bolt",
    "bare_agents": "the barest bot on the Microsoft 365 Agents SDK",
    "bare_teams": "the barest bot on botbuilder",
    "constant": "what the barest bots of Teams answer",
    "counted": "the app, with its tasks counted",
    "crowd": "people never met",
    "databases": "new databases",
    "embedding": "a small language model as a search engine",
    "engines": "the search engines",
    "figures": "numbers and tables",
    "findings": "the rows of the one table",
    "growth": "a phrasebook grown large",
    "load": "the load",
    "paint": "the report's page in a browser",
    "plain": "what deliveries are measured beside",
    "processes": "the servers under test",
    "shift": "what an agent does in a shift",
    "suite": "this list",
    "traffic": "what people do, for the soak",
}

# Benches of their own: they hold what must not happen, or fit weights, or need what not every machine has.
APART = {
    "attack": "attacks over the wire, a minute each",
    "cards": "needs npm and Chromium",
    "faults": "kills processes, and counts what is lost: nothing may be",
    "fuzz": "makes up input that steers by what the code does with it, and needs atheris",
    "kills": "kills what serves, and counts what is lost: nothing may be",
    "outages": "stops databases, and needs root for a small disk",
    "pictures": "draws pictures for the documentation, and needs Chromium",
    "rightness": "fits the weights of the look-up",
    "safety": "takes files of lines",
}
