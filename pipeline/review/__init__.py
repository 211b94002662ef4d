"""Decisions of people, and how far coders agree."""
