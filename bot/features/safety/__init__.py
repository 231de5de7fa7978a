"""Somebody may get hurt: what to do, what to say, whom to call."""
