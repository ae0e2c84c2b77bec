"""Databases that run the SQL: DuckDB, and Spark for populations that one machine can't hold."""
