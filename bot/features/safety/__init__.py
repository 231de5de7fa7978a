"""Somebody may get hurt: noticed before anything else, and answered with what to do and whom to call."""
