"""Role-plays: a hard contact, tried where it costs nothing."""
