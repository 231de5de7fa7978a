"""Get help now: a press reaches supervisors at once, one after the other, until one of them answers."""
