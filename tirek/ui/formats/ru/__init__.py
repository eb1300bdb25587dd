"""Formats: Russian."""
