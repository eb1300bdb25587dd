"""Tirek: electronic social work, sealed."""
