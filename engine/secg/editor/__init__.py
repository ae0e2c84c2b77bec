"""What an editor is served: the names that stand in each file, and what follows from them."""
