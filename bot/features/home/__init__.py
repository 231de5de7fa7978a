"""The start: what is at hand for one person, on every platform, and what waits for them."""
