"""What a person may do with all that is kept of them, and what becomes of those who have gone."""
