"""The quote bank: a Word file for those who write the report."""
