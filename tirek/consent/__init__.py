"""Consent: what a person has agreed to, purpose by purpose, and what therefore may and may not be done.

Promise: every yes, no and taking back is a sealed record that its person can open, too; taking back holds at once.
Words: purpose, wording (a versioned text with its fingerprint), terms (the fields of a record), word (what somebody said).
Neighbours: vault below (the record's body is a leaf), conversations above (who asks, who answers, what is held back).
"""
