"""What managers add for their team: own phrases and triggers, what may be offered, who else manages."""
