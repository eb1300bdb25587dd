"""People: the service's workers, their teams and roles, and how they sign in.

Promise: a password opens a key, not a door; whoever holds no key reads nothing, whatever role he bears.
Words: *organisation*, *team* (with an intake key and an oversight key), *worker*, *role*.
Neighbours: the vault below keeps keys and sessions; every room above names a worker from here.
"""
