"""The rule model as SQL: whole populations on DuckDB or Spark, counting premises, and making populations."""
