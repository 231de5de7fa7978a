"""What leaves the house: files that managers take along, and finished drills for a learning record store."""
