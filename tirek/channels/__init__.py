"""Channels: each messenger is translated at its own edge into one event in, and one message out.

An adapter proves that a request is authentic, understands its bytes, and sends words back; it opens no database and
holds no key of ours. What is understood, and how to reach a person again, is all it says: `conversations` listens.

Words: channel (one account of ours on one platform), hook (the address where its letters arrive), event, identity.
Below: kit. Above: conversations, which receives what is understood here, and demo, which plays the platform's server.
"""
