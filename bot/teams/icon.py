"""The app's mark, drawn by arithmetic: a speech bubble with a calm wave in it."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable

Shade = Callable[[float, float], tuple[int, int, int, int]]  # x, y in 0…1 → red, green, blue, alpha

ACCENT = "#0F766E"
_TEAL, _WHITE, _CLEAR = (15, 118, 110, 255), (255, 255, 255, 255), (255, 255, 255, 0)
_SAMPLES = 3  # a side, for each pixel: soft edges


def color() -> bytes:
    """Returns the colour icon, a PNG of 192×192: white on teal, within the safe middle."""

    def shade(x: float, y: float) -> tuple[int, int, int, int]:
        x, y = (x - 0.5) / 0.62 + 0.5, (y - 0.5) / 0.62 + 0.5
        return _WHITE if _bubble(x, y, 0.0) and not _wave(x, y, 0.035) else _TEAL

    return _png(192, shade)


def outline() -> bytes:
    """Returns the outline icon, a PNG of 32×32: white lines on nothing."""

    def shade(x: float, y: float) -> tuple[int, int, int, int]:
        line = _bubble(x, y, 0.0) and not _bubble(x, y, 0.075)
        return _WHITE if line or _wave(x, y, 0.04) else _CLEAR

    return _png(32, shade)


def _bubble(x: float, y: float, inset: float) -> bool:
    """Whether a point is in the bubble, made smaller by `inset` all around."""
    reach_x, reach_y, radius = 0.46 - inset, 0.36 - inset, 0.2
    over_x, over_y = abs(x - 0.5) - reach_x + radius, abs(y - 0.42) - reach_y + radius
    body = math.hypot(max(over_x, 0.0), max(over_y, 0.0)) + min(max(over_x, over_y), 0.0) <= radius
    # The tail: left of a slope and right of an upright, below the middle.
    tail = x >= 0.22 + inset and 0.5 <= y <= 0.97 - 2.2 * inset and y - 0.55 <= (0.56 - inset - x) * 1.24
    return body or tail


def _wave(x: float, y: float, half: float) -> bool:
    """Whether a point is on the wave, which is twice `half` thick."""
    middle = 0.42 - 0.075 * math.sin((x - 0.2) / 0.6 * 3 * math.pi)
    return 0.2 <= x <= 0.8 and abs(y - middle) <= half


def _png(side: int, shade: Shade) -> bytes:
    rows = b"".join(
        b"\0" + b"".join(_pixel(column, row, side, shade) for column in range(side)) for row in range(side)
    )
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)  # 8 bits, RGBA
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixel(column: int, row: int, side: int, shade: Shade) -> bytes:
    steps = [(i + 0.5) / _SAMPLES for i in range(_SAMPLES)]
    seen = [shade((column + dx) / side, (row + dy) / side) for dx in steps for dy in steps]
    return bytes(round(sum(sample[i] for sample in seen) / len(seen)) for i in range(4))
