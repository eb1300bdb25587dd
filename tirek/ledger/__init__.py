"""The ledger: who did or saw what, and when. Append-only.

Promise: an entry stands in the same transaction as the act it tells of, and no entry holds a private word: references,
verbs, and a reason that arrives already sealed.
Neighbours: nothing below but ui and kit; it knows actors and objects only by id.
"""
