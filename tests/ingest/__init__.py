"""Tests of the wing that reads transcripts."""
