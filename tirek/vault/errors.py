"""What can go wrong with keys, each with the answer the house gives. No message holds an id, a word or a length."""

from tirek.kit.refusals import Refused, TryLater


class BootLocked(TryLater):
    """The boot key is missing, or it is another house's: nothing can be opened or sealed until it is back."""


class ShredStoreDown(TryLater):
    """The store of unit secrets cannot be read or written: nothing is accepted that could not be opened later."""


class Busy(TryLater):
    """Too many passwords are being tried at once."""

    status = 429


class NoGrant(Refused):
    """Nobody named this reader on the safe. Looks exactly like a safe that does not exist."""

    status = 404


class Conflict(Refused):
    """Somebody else changed the same thing meanwhile."""

    status = 409


class WrongKey(Refused):
    """The password or the code does not open this slot."""

    status = 403


class SessionEnded(Refused):
    """The session was ended meanwhile, by its owner elsewhere or by a colleague; a running request does not bring it back."""

    status = 401


class Tampered(Exception):
    """A sealed body, or the row around it, is not what was sealed. Never a partial result."""
