"""What features, edges and stores all speak. Knows no platform, no SQL, no HTTP; never reads a clock."""
