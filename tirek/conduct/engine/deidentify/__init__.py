"""De-identification: what points at a person in a text, pseudonyms in its place, and warnings about what remains.

`Deidentifier.load()` once, `.find(text, Known(...))` for each text. Spans with `sure` False must each be confirmed by a human.
"""

from tirek.conduct.engine.deidentify.deidentifier import Deidentifier
from tirek.conduct.engine.deidentify.pseudonyms import Pseudonyms, replace
from tirek.conduct.engine.deidentify.soft import combinations
from tirek.conduct.engine.deidentify.spans import SOFT, TYPES, UNREAD, Known, Span

__all__ = ["SOFT", "TYPES", "UNREAD", "Deidentifier", "Known", "Pseudonyms", "Span", "combinations", "replace"]
