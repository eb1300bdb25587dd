"""Whose name, whose number: the index behind the wrong-chat guard, one for each worker, sealed under his own key.

It holds keyed marks of the names and numbers of the conversations that he has opened, and nothing that anybody could read.
A draft is asked about in the request that checks it; a conversation is entered when its worker opens it.
"""

import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from uuid import UUID

from tirek.conduct.engine.detectors import addresses, numbers
from tirek.conduct.engine.folding import fold_words
from tirek.conduct.engine.name_forms import stems_of
from tirek.conversations.models import Thread, WhoseIndex
from tirek.people.models import Worker
from tirek.vault.actions.own import open_own, seal_own
from tirek.vault.actions.reading import Reader
from tirek.vault.errors import Tampered
from tirek.vault.models import this_minute

NAME = "whose.index"
MOST_SAFES = 400
"""The conversations opened last; an older one enters again when it is opened again."""
MOST_NAMES = 60
MOST_NUMBERS = 60
MOST_LETTERS = 20_000
MARK = 8
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# A capital in the middle of a sentence: a name more often than not.
_NAMED = re.compile(r"(?<=[^\W\d_,] )[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ][\w’'ʼ-]{2,30}")


@dataclass(slots=True)
class Whose:
    """The open index. `safes`: for each safe up to which number it was read, and its marks of names and of numbers."""

    salt: bytes
    safes: dict[str, tuple[int, bytes, bytes]] = field(default_factory=dict)

    @classmethod
    def opened(cls, worker: Worker, reader: Reader) -> "Whose":
        """This worker's index; an empty one if there is none, or if it is not what he sealed."""
        kept = WhoseIndex.objects.filter(worker=worker).first()
        try:
            content = json.loads(open_own(NAME, worker.principal_id, reader.seed, bytes(kept.body))) if kept else None
        except Tampered:
            content = None
        if content is None:
            return cls(secrets.token_bytes(16))
        return cls(
            b64decode(content["salt"]), {safe: (seq, b64decode(names), b64decode(digits)) for safe, seq, names, digits in content["safes"]}
        )

    def sealed(self, worker: Worker, reader: Reader) -> bytes:
        rows = [(safe, seq, b64encode(names).decode(), b64encode(digits).decode()) for safe, (seq, names, digits) in self.safes.items()]
        content = json.dumps({"salt": b64encode(self.salt).decode(), "safes": rows[-MOST_SAFES:]})
        return seal_own(NAME, worker.principal_id, reader.seed, content.encode())

    def mark(self, kind: str, value: str) -> bytes:
        return blake2b(f"{kind}\0{value}".encode("utf-8", "surrogatepass"), key=self.salt, digest_size=MARK).digest()

    def enter(self, safe: UUID, seq: int, names: Iterable[str], words: Sequence[str]) -> None:
        """Read one conversation anew: the newest `words` of its person come first."""
        text = "\n".join(words)[:MOST_LETTERS]
        found = [*names, *_NAMED.findall(text)][:MOST_NAMES]
        stems = {stem for name in found for word in _WORD.findall(name) for stem in stems_of(word)}
        folded = fold_words(text)
        digits = {item.value.lower() for item in [*numbers(folded), *addresses(folded)][:MOST_NUMBERS]}
        self.safes.pop(safe.hex, None)  # the one opened last stands last
        self.safes[safe.hex] = (
            seq,
            b"".join(sorted(self.mark("name", stem) for stem in stems)),
            b"".join(sorted(self.mark("number", value) for value in digits)),
        )

    def asked_in(self, safe: UUID) -> "Asked":
        return Asked(self, safe.hex)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the check asks while a draft for one conversation is read (`engine.findings.Elsewhere`)."""

    whose: Whose
    here: str

    def __call__(self, kind: str, value: str) -> bool:
        """True if it belongs to another conversation of this worker, and not to this one."""
        parts = [stems_of(word) for word in _WORD.findall(value)] if kind == "name" else [frozenset({value})]
        wanted = [{self.whose.mark(kind, one) for one in part} for part in parts if part]
        if not wanted:
            return False
        holding = [safe for safe, (_, *marks) in self.whose.safes.items() if all(_meets(marks[kind == "number"], part) for part in wanted)]
        return bool(holding) and self.here not in holding


def _meets(marks: bytes, wanted: set[bytes]) -> bool:
    return any(marks[place : place + MARK] in wanted for place in range(0, len(marks), MARK))


def enter(*, thread: Thread, names: Sequence[str], words: Callable[[], Sequence[str]], by: Worker, reader: Reader) -> None:
    """Remember whose this conversation is. `words` is asked only if anything was written since it was entered last."""
    index = Whose.opened(by, reader)
    if index.safes.get(thread.safe_id.hex, (-1,))[0] == thread.safe.seq:
        return
    index.enter(thread.safe_id, thread.safe.seq, names, words())
    WhoseIndex.objects.update_or_create(worker=by, defaults={"body": index.sealed(by, reader), "at_min": this_minute()})


def asked_about(*, thread: Thread, by: Worker, reader: Reader) -> Asked:
    """What the check may ask while this worker writes into this conversation."""
    return Whose.opened(by, reader).asked_in(thread.safe_id)
