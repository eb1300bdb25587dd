"""What a page says of itself: that it is open to anybody, which roles may come in, or that it is a person's own room.

A page that says nothing is an error.
"""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def open_page(view: View) -> View:
    """Anybody may come in. Rare; every open page is listed in tests/house/policy.yaml."""
    view.door = frozenset()  # type: ignore[attr-defined]
    return view


PERSON = "person"
STEADY = "X-Tirek-Steady"
"""Sent by requests that happen by themselves (autosave, live refresh): they never keep a session alive."""


def for_person(view: View) -> View:
    """Only somebody whose receipt has opened a room in this browser; everybody else is led to where the number is asked."""
    view.door = frozenset({PERSON})  # type: ignore[attr-defined]
    return view


def for_roles(*roles: str) -> Callable[[View], View]:
    """Only bearers of one of these roles; everybody else meets the same 404 as for a page that does not exist."""

    if not roles:
        raise ValueError("Name the roles; a page for everybody is an open_page.")

    def mark(view: View) -> View:
        view.door = frozenset(map(str, roles))  # type: ignore[attr-defined]
        return view

    return mark
