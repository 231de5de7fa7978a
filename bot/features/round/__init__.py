"""Team rounds: one customer line, everybody's reply, and a vote."""
