"""Coverage-guided fuzzing of whatever reads a file from outside: `make fuzz SECONDS=60`."""
