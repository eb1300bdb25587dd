"""The ledger: who did or saw what, and when. Append-only, chained, signed.

Promise: an entry stands in the same transaction as the act it tells of, with a MAC of the house; no entry holds a private
word: references, verbs, and a reason that arrives already sealed. Whoever edits, deletes, exchanges or cuts off lines is found out.
Words: *sealer* (the loop that chains), *checkpoint* (what is signed, and copied outside), *notary* (who vouches; the vault).
Neighbours: nothing below but ui and kit; it knows actors and objects only by id.
"""
