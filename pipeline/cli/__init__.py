"""The command line: one module per subject. Only this package prints."""
