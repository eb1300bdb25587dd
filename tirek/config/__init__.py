"""Config: settings, addresses, the server, the switch, the database backend and the command line.

Promise: it wires the rooms together and decides nothing; whatever a user gets wrong is answered with one sentence.
Words: *pages* (Django on own threads), *switch* (which door a request takes), *pen* (whose turn it is to write),
*loop* (what works by itself: receiver, delivery).
Neighbours: every room is below it; nobody imports it.
"""

import time

STARTED = time.monotonic()
"""When this process began to load the house."""
