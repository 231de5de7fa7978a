"""Groups: who is meant when a manager says “the night shift”."""
