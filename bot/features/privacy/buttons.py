"""What the export's form carries: which part of it comes next."""

from __future__ import annotations


def encode_page(page: int) -> str:
    """Returns the number of a page as text; "" for none."""
    return str(page) if page else ""


def decode_page(value: str) -> int:
    """Returns the page that a form leads to, 0 for none; of what is no number, too."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else 0
