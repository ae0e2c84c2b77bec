"""Situations: what each party's file states, checked against the vocabulary, and what holds on a day."""
