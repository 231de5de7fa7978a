"""What came of look-ups, and the phrases that rise by it."""
