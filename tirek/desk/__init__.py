"""The desk: the workers' pages over conversations.

Promise: what waits is in sight, danger first; nothing that is typed is lost; nothing leaves unchecked.
Words: *row* (a conversation in the list), *line* (one thing said in a thread), *composer*, *finding*.
Neighbours: conversations below does everything that happens; this room only shows it and asks for it. It writes nothing.
"""
