"""The commands of `secg`, mostly one file each: `configure` declares options, `run` works and gives the exit status."""
