"""The modules behind the ./hesper command, one for each of its jobs."""
