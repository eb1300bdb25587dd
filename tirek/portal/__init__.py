"""The client's side: asking for help without an account, the number that opens the room, the room itself, the quick way out.

Promise: whole without script at 390 pixels, light enough for a slow line, one question a page, danger first everywhere; nothing
of a conversation in a title, an address or a cache; no word of ours is shown here that has not been released, no internal one ever.
Words: the *room* (one person's own page), its *number* (twenty digits on paper), *quick exit*.
Neighbours: `conversations` and `vault` below; the workers' side of the same conversation is `desk`.
"""
