"""Formats: Kazakh."""
