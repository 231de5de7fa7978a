"""What the coach does: a folder for each feature, all of one shape; none imports another."""
