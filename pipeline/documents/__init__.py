"""Readers: a file of any format to one document model."""
