"""Codes applied to passages, and candidate themes discovered."""
