"""What a change of the Code does to any possible party: every pair of different outcomes, each with a witness."""
