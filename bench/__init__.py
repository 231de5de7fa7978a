"""Measurements: `make bench`. Each module says what it measures and how."""
