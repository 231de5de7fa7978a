"""What people type comes out everywhere as it is, and does nothing there."""
