"""Welcome, help, and the answers for whatever nobody else takes."""
