"""A version's rules as SQL: relations, decision tables, conclusions."""
