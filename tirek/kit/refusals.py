"""How the house says no: a rule refuses with a sentence, an outside service cannot be reached with another.

`str()` of each is written for the person who meets it: what happened and what to do next.
"""


class Refused(Exception):
    """A rule says no. The sentence is shown to the person; the page answers with `status`."""

    status = 409


class TryLater(Refused):
    """Not now: the house cannot do it at this moment; the same request may succeed after `retry_after` seconds."""

    status = 503

    def __init__(self, sentence: str, *, retry_after: int = 5) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class CannotReach(Exception):
    """An outside service did not answer, or did not answer as promised. The sentence never holds a token or an address with one."""
