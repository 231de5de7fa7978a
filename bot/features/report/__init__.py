"""What managers look at: whether it is getting better, what to practise, and what waits."""
