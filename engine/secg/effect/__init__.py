"""What a change of the Code does to any possible party: rules compiled to Z3, differences, witnesses and proofs."""
