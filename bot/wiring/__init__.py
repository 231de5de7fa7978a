"""Puts Calma together: the only room that knows all features, stores and edges."""
