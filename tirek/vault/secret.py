"""`Secret`: key material that cannot be printed, pickled, compared in variable time or written into a log by mistake."""

from typing import NoReturn

from nacl.bindings import sodium_memcmp


class Secret:
    """Key bytes. `reveal()` is the only way in; `wipe()` overwrites what Python lets us overwrite."""

    __slots__ = ("_bytes",)

    def __init__(self, value: bytes | bytearray) -> None:
        self._bytes = bytearray(value)

    def reveal(self) -> bytes:
        if not self._bytes:
            raise ValueError("This secret has been wiped.")
        return bytes(self._bytes)

    reveal.alters_data = True  # type: ignore[attr-defined]  # Django's mark: a template does not call it

    def wipe(self) -> None:
        for position in range(len(self._bytes)):
            self._bytes[position] = 0
        self._bytes = bytearray()

    wipe.alters_data = True  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return "•••"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return "•••"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and sodium_memcmp(bytes(self._bytes), bytes(other._bytes))

    __hash__ = None  # type: ignore[assignment]  # a secret is never a key of a dict

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled.")

    def __getstate__(self) -> NoReturn:
        raise TypeError("A secret is not copied or pickled.")
