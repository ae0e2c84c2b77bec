"""The commands of `secg`, one file each: `configure` declares options, `run` works and gives the exit status."""
