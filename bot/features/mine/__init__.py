"""What is one person's own: settings and saved phrases."""
