"""What holds of one Code for any possible party: answers, rules with a use, properties, whom a duty binds."""
