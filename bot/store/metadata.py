"""What all tables share. Each stands beside its records; `tables.py` brings them together."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)
TENANT = sa.String(64)
USER = sa.String(128)
SHORT = sa.String(64)
SECONDS = sa.BigInteger  # UTC, whole seconds since 1970
