"""The vault seals and opens words, and makes, turns and destroys keys.

Promise: a body is never stored readable, and nobody opens it who was not named on it.
Words: *safe* (the unit of access and destruction), *leaf* (one sealed body), *grant* (a safe's seed sealed to one
principal), *unit* (the shred secret of a safe's generation, kept in a store of its own), *slot* (a user's seed behind a
password or a recovery code), *boot key* (32 bytes that the running house holds and its disk does not).
Neighbours: below it only the ledger, ui and kit; every room above points down to `Safe`, `Leaf` and `Principal`.
Only this room imports nacl. Formats and reasons: docs/adr/0001, and the modules' own docstrings.
"""
