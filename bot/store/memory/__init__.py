"""Stores that forget at the end of the process: the twins of those in `sql`."""
