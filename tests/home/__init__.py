"""The tests of the start."""
