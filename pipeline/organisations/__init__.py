"""Organisations: found, joined under one name, sorted, tied."""
