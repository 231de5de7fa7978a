"""What is kept: SQLAlchemy Core tables, records, Alembic migrations; SQLite and PostgreSQL."""
