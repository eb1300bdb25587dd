"""Kit: plain things that every room may use and that know nothing of Django, a database or a key.

Refusals (how the house says no), protocols (how low rooms name high ones), doors (what a page says of itself), office
hours, text, and the country packs. Nothing here is about one room only: what is belongs into that room.
"""
