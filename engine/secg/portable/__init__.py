"""The rule model for other engines: programs as JSON, its schema, and a small evaluator of it in JavaScript."""
