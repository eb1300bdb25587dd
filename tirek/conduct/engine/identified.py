"""What a detector of numbers or addresses answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identified:
    """A personal number or address. `value`: digits (phones: without the country's code) or the folded address."""

    kind: str
    start: int
    end: int
    value: str
