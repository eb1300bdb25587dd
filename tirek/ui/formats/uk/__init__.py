"""Formats: Ukrainian."""
