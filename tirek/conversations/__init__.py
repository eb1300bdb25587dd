"""Conversations: threads with people, wherever they write; what comes in and what goes out.

Promise: nobody is told "received" before the words are sealed and durable; nothing goes out that was not cleared; what
could not be delivered is loud. Words: *thread*, *letter* (one event on its way in), *outbox*, *dead letter*.
Neighbours: channels understand the bytes, conduct clears the words, the vault seals them; the desk and later rooms
write to people only through `actions.say`.
"""
