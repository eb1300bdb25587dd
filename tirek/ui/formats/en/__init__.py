"""Formats: English, written the European way."""
