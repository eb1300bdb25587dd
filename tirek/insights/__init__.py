"""Insights: how the service stands, for whoever looks after it. Reads every room, changes nothing.

Promise: the status page and `tirek doctor` say the same, because both ask the same checks; neither ever holds a word, a
name, a need or an address of a person who writes to the service: of conversations there are counts only.
Words: *finding* (a mark, what is so, and what to do), *check* (a small function that yields findings).
Neighbours: every room below; it may not import their actions.
"""
