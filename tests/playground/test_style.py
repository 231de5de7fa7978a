"""The colours of the page can be read, by day and by night."""

from __future__ import annotations

import re

import pytest

from bot.playground import page

PAIRS = [
    *(("ink", ground) for ground in ("ground", "surface", "tint", "mine")),
    *(("quiet", ground) for ground in ("ground", "surface", "tint", "mine")),
    *(("accent", ground) for ground in ("ground", "surface", "tint")),
    *(("danger", ground) for ground in ("surface", "tint")),
    ("accent-ink", "accent"),
]


def colours(scheme: str) -> dict[str, str]:
    """Returns the named colours of a scheme."""
    day, night = page.read_files()["style.css"].text.split("prefers-color-scheme: dark", 1)
    part = day if scheme == "light" else night
    return dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", part))


def brightness(colour: str) -> float:
    """Returns the relative luminance of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Returns the contrast ratio of WCAG 2."""
    dark, bright = sorted((brightness(one), brightness(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    found = colours(scheme)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(scheme: str) -> None:
    found = colours(scheme)
    assert contrast(found["edge"], found["surface"]) >= 3
