"""Coders' decisions, and inter-coder agreement."""
