"""Help, and the answer for whatever no other feature takes."""
