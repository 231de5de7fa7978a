"""The alert rules, the dashboard and the page of metrics: all that they name is there, and all is named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot import metrics
from bot.core.observing import KINDS, AskOutcome, LookupCertainty, RefusalKind
from bot.core.reasons import RefusalReason
from bot.core.safety import SafetyKind
from bot.metrics import EdgeQueue, Metrics, MetricSources, StoredFigures
from bot.wiring import watching
from tests.conftest import ROOT

RULES, BOARD = ROOT / "ops" / "alerts.yml", ROOT / "ops" / "grafana-dashboard.json"
PAGE = ROOT / "docs" / "reference" / "metrics.md"
SUFFIXES = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum", "_count"),
    "info": ("_info",),
    "gauge": ("",),
}
NAME = re.compile(r"\b(?:calma|process)_[a-z_]+\b")
LABEL = re.compile(r"([a-z_]+)\s*(?:=~|!~|!=|=)\s*\"")


def families() -> dict[str, str]:
    """Returns every metric that there can be, by the name its samples begin with, and its type."""
    made = Metrics("0.0.0")
    stored = StoredFigures({"slack": EdgeQueue(1, 1.0, 1)}, (400.0,), {"bomb": 20})
    made.add_sources(MetricSources(stored=lambda: stored, free_bytes=lambda: 1.0))
    return {family.name: family.type for family in made.registry.collect()}


def samples() -> set[str]:
    """Returns the names that a query may have."""
    return {f"{name}{suffix}" for name, kind in families().items() for suffix in SUFFIXES[kind]}


def told() -> set[str]:
    """Returns the names as the page has them: those of a counter and of the info with their ending."""
    endings = {"counter": "_total", "info": "_info"}
    return {f"{name}{endings.get(kind, '')}" for name, kind in families().items() if name.startswith("calma")}


def queries() -> Iterator[str]:
    """Yields every query of both files."""
    for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            yield rule["expr"]
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"]


def rows(page: Path, columns: int) -> dict[str, str]:
    """Returns the tables of a page with so many columns: the first cell of each row, and the rest."""
    lines = (re.split(r"\s*\|\s*", line)[1:-1] for line in page.read_text(encoding="utf-8").splitlines())
    return {cells[0].strip(): " | ".join(cells[1:]) for cells in lines if len(cells) == columns}


def test_each_metric_that_is_asked_for_exists() -> None:
    asked = {name for query in queries() for name in NAME.findall(query)}
    assert asked <= samples()
    assert len(asked) > 20


def test_each_label_that_is_asked_for_exists() -> None:
    asked = {label for query in queries() for label in LABEL.findall(query)}
    asked |= {
        label.strip()
        for query in queries()
        for group in re.findall(r"by \(([^)]*)\)", query)
        for label in group.split(",")
    }
    assert asked <= metrics.LABELS | {"le", "version", "job"}


def test_the_page_has_every_metric_and_no_other() -> None:
    named = {cell.strip("`") for cell in rows(PAGE, 3) if cell.startswith("`")}
    assert named == told()
    others = {name for page in (PAGE, ROOT / "docs/operating.md") for name in NAME.findall(page.read_text())}
    assert {name for name in others if name != "process_"} <= samples() | set(families())


def test_what_is_due_to_be_told_is_told() -> None:
    text = RULES.read_text(encoding="utf-8")
    board = BOARD.read_text(encoding="utf-8")
    for name in (
        *("calma_help_oldest_seconds", "calma_lanes_stuck", "calma_refusals_total"),
        *("calma_data_free_bytes", "calma_key_file_fault", "calma_part_up"),
    ):
        assert name in text
        assert name in board
    assert 'reason="clock"' in text
    assert 'reason="signature"' in text


def test_the_page_has_every_value_of_each_label() -> None:
    values = PAGE.read_text(encoding="utf-8")
    closed = [
        *(each.value for each in (*AskOutcome, *LookupCertainty, *RefusalKind, *RefusalReason)),
        *KINDS.values(),
        *metrics.OWN_REASONS.values(),
        *(watching.MISSING, watching.OPEN, watching.UNREADABLE),
    ]
    assert [value for value in closed if f"`{value}`" not in values] == []
    assert SafetyKind.AGENT_DISTRESS.value not in values


def test_each_rule_says_what_to_do_and_how_soon() -> None:
    for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in ("page", "ticket")
            assert rule["annotations"]["summary"].endswith(".")
            assert rule["annotations"]["description"].endswith(".")


def test_the_panels_of_the_dashboard_do_not_overlap() -> None:
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    places: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        area = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not places & area
        assert max(x for x, _ in area) < 24
        places |= area
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
