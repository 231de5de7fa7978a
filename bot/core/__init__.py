"""What the coach does. Knows no platform, no SQL, no HTTP, and never reads the clock."""
