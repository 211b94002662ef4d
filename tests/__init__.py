"""Tests, and the material they read."""
