"""How Alembic reaches the database: by the connection that `Database.migrate` hands over."""

from alembic import context

from bot.store.sql.tables import metadata

connection = context.config.attributes["connection"]
if connection.dialect.name == "sqlite":
    # SQLite rebuilds a table to change it, and with foreign keys on the rebuild deletes the rows that point
    # at it, silently. The pragma has no effect inside a transaction, so it comes first.
    connection.rollback()
    connection.connection.dbapi_connection.isolation_level = None
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.commit()
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
