"""Turns files into sources, turns and speakers."""
