"""What is one person's own: settings, saved phrases, their home."""
