"""The outcomes of a symbolic party: their guards, when in words each comes about, and the party that shows it."""
