"""Where the house's notary sits: the one way by which the ledger gets MACs and signatures without knowing a key.

`config` brings him in when it wakes the house, before any command can write a line; the tests do it for themselves.
"""

from tirek.kit.protocols import Notary


class Office:
    """A place for one notary. Empty, nothing can be recorded: a line that nobody vouches for is worth nothing."""

    def __init__(self) -> None:
        self._notary: Notary | None = None

    def hang(self, notary: Notary | None) -> None:
        self._notary = notary

    @property
    def notary(self) -> Notary:
        if self._notary is None:
            raise RuntimeError("The ledger has no notary: wake the house with tirek.config.waking.wake() before anything is recorded.")
        return self._notary


OFFICE = Office()
