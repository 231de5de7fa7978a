"""Drills by schedule: when each person gets one, what becomes of it, and how a manager sets that up."""
