"""Search a set on a PostgreSQL server: with the codes kept in a cache, and inside the database."""
