"""What there is to know behind the words."""
