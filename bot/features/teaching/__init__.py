"""What there is to know behind the words: one card a teaching, the next one and practice one tap away."""
