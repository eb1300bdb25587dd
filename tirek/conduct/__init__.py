"""Conduct: the ethics of a quick message. Every text is read once more before it may leave, in four languages, offline.

Promise: nothing leaves without a clearance, and a clearance is made in one place only; what the check finds is about the
sentence, never about the worker, and no draft is kept in any log.
Words: *rule* and *pack* (data, in packs/), *finding*, *grade* (hint, nudge, strong, hard stop), *clearance*, *decision*,
*change of a rule* (two people), *in force*, *resting*.
Neighbours: the engine is plain Python; conversations and the desk above fill its context with what this thread knows.
"""
