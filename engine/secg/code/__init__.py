"""The Code in force: instruments, versions and their consolidation."""
