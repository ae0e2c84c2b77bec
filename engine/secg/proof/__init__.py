"""Proofs: why each conclusion of a model holds, found by matching rules against the finished model."""
