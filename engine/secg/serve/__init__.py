"""`secg serve`: answers for assistants by the Model Context Protocol; nothing is written, nothing else is read."""
