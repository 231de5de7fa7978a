"""What Calma keeps of a person: seen, taken along and erased by them; and of those who have gone."""
