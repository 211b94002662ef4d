"""Readers that convert files of any supported format to one document model."""
