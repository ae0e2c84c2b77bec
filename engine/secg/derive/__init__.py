"""Derivation: the rules of a Code and the facts of a day give a model, through pyDatalog."""
