"""The burnout self-check: six questions, answered and seen by one person alone; rounded figures of groups."""
