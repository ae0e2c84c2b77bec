"""Formulas over truth values, numbers and days, each made once, and Z3 that finds an assignment of one."""
