"""Passages and quotations, and what consent allows."""
