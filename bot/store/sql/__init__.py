"""Stores in a database, by SQLAlchemy Core: SQLite and PostgreSQL."""
