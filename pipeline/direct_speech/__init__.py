"""Quotations in any text: their spans and their speakers."""
