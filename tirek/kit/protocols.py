"""The few shapes by which low rooms know something of high ones without importing them."""

from typing import Protocol
from uuid import UUID


class Named(Protocol):
    """Somebody who acts and can be held to it: workers satisfy this."""

    @property
    def principal_id(self) -> UUID: ...
