"""Remembers what was found in a sentence, so that typing on rechecks only the sentence that changed.

It keeps no words: a sentence is known by a digest under a key that this process threw dice for.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from threading import Lock

from tirek.conduct.engine.matching import Match

MOST_SENTENCES = 4096


class SentenceMemory:
    """Bounded; the sentence unused for longest goes first. Safe for several threads."""

    def __init__(self, most: int = MOST_SENTENCES) -> None:
        self._key = secrets.token_bytes(32)
        self._most = most
        self._found: OrderedDict[bytes, tuple[Match, ...]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._found)

    def digest(self, sentence: str, languages: tuple[str, ...]) -> bytes:
        text = "\0".join((*languages, sentence)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self._key, digest_size=16).digest()

    def recall(self, digest: bytes) -> tuple[Match, ...] | None:
        with self._lock:
            if digest in self._found:
                self._found.move_to_end(digest)
            return self._found.get(digest)

    def remember(self, digest: bytes, matches: tuple[Match, ...]) -> None:
        with self._lock:
            self._found[digest] = matches
            if len(self._found) > self._most:
                self._found.popitem(last=False)
