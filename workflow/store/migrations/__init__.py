"""The database's own history, carried by Alembic without an ini file."""
