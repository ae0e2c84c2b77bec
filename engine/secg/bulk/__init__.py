"""Whole populations at once: the rules as SQL (`sql`), files as checked tables (`tables`), the databases (`engines`).

The modules beside these rooms use them: deriving conclusions, comparing two versions, counting premises, trial data.
"""
