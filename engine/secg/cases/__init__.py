"""Regression cases: what the Code must give for a situation on a day, as lawyers write it down, and whether it does."""
