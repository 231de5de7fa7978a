"""The two-warning protocol: a boundary that an agent can hold, and a team that stands behind it."""
