"""A population's files as checked tables of facts."""
