"""Puts Calma together: the only folder that knows all features, stores and edges."""
