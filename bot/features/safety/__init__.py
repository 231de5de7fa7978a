"""Danger and distress: noticed before anything else, and answered."""
