"""One module for each command of `linli`, with a function `run(arguments)` that returns the exit status."""
