"""A small set of the self-check's files."""

from __future__ import annotations

from pathlib import Path

T = '{en: "x", es: "x"}'
FIVE = "".join(f"    - {{en: a{i}, es: a{i}}}\n" for i in range(5))
INSTRUMENT = f"""\
id: calma-six
version: 1
licence: {{holder: Calma, permission_ref: own work}}
recall_days: 7
min_interval_days: 7
scales:
  shifts:
{FIVE}\
items:
  - {{id: energy, subscale: index, scale: shifts, reverse: true, text: {T}}}
  - {{id: autopilot, subscale: index, scale: shifts, text: {T}}}
  - {{id: abuse, subscale: exposure, scale: shifts, text: {T}, label: {T}}}
scoring: {{method: mean, min_answered: 2}}
bands:
  - {{max: 34, label: {T}, source: "a convention"}}
  - {{max: 64, label: {T}, source: "a convention"}}
  - {{max: 100, label: {T}, source: "a convention"}}
"""
CARE = f"""\
care:
  bands:
    - actions: [{T}]
    - actions: [{T}]
    - actions: [{T}, {T}]
  before: [{T}]
  during: [{T}]
  after: [{T}]
  breathing: {{in: 4, out: 6, rounds: 5, text: {T}}}
  talk: [{T}]
"""
NUMBERS = f"""\
numbers:
  - country: US
    name: {T}
    emergency: {{number: "911", verified_on: 2026-11-20, source: "911.gov"}}
    crisis:
      - name: {{en: "Line 988", es: "Línea 988"}}
        number: "988"
        verified_on: 2026-11-20
        source: "988lifeline.org"
  - country: MX
    name: {T}
    emergency: {{number: "911", source: "none read"}}
    crisis:
      - {{name: {{en: "Line of life", es: "Línea de la Vida"}}, number: "800 911 2000", source: "none read"}}
"""
ABOUT = f"""\
edition: 2
weaker: true
about:
  what: {T}
  not: {T}
  colleague: {T}
  manager: {{en: "{{minimum}} people", es: "{{minimum}} personas"}}
  puppets: {T}
  moves: {T}
  operator: {T}
  kept: {{en: "{{days}} days", es: "{{days}} días"}}
  stop: {T}
"""
TEAM = f"""\
advice:
  - {{id: rotation, when: abuse, text: {T}}}
  - {{id: breaks, when: any, text: {T}}}
"""


def write(root: Path, **changed: str) -> Path:
    """Writes the files into a phrasebook's folder, which is returned; `changed` are other texts for some.

    The numbers to call are among them.
    """
    folder = root / "checkin"
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"instrument": INSTRUMENT, "care": CARE, "team": TEAM}
    texts |= {"about": ABOUT, **changed}
    numbers = root / "safety" / "numbers.yml"
    numbers.parent.mkdir(exist_ok=True)
    numbers.write_text(texts.pop("numbers", NUMBERS), encoding="utf-8")
    for name, text in texts.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return root
