"""Delivery: what is due goes out, once, through the messenger of its platform."""
