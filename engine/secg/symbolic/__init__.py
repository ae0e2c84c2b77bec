"""Symbolic execution: a party whose facts are symbols, rules evaluated over it, the smallest party that fits guards."""
