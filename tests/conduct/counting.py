"""What is counted of an answer, per text: shares of hits, kept apart by language so that one cannot hide behind another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.conduct.marking import LANGUAGES, Label, Sample

ALL = "all"
Answer = Mapping[str, Any]
PRINCIPLES = ("acc", "emp", "self", "conf", "info", "resp", "intg", "hon", "amb", "plain", "bnd", "safe")
STRUCTURED = frozenset(("IIN", "RNOKPP", "UNZR", "PASSPORT", "IDCARD", "IBAN", "CARD", "PHONE", "EMAIL", "HANDLE", "PLATE", "GEO"))
PLACE_AND_BIRTH = frozenset(("ADDRESS", "DOB"))
CORE_CUES = frozenset(("suicidal_ideation", "violence_home", "child_risk", "hopelessness", "fear", "distress"))


@dataclass
class Tally:
    """Hits of so many, by measure and language; `misses` are lines for a person who mends the rules."""

    shares: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    misses: list[str] = field(default_factory=list)

    def count(self, measure: str, language: str, hit: bool, of: int = 1, hits: int | None = None) -> None:
        """One more of `of`, a hit or not; or `hits` of `of` at once."""
        for row in (language, ALL):
            share = self.shares[measure, row]
            share[0] += int(hit) if hits is None else hits
            share[1] += of

    def value(self, measure: str, language: str = ALL) -> float | None:
        """The share; None where there was nothing to count."""
        hits, of = self.shares.get((measure, language), (0, 0))
        return hits / of if of else None

    def mean(self, measures: Iterable[str], language: str = ALL) -> float | None:
        """The mean of those shares that have something to count."""
        values = [value for measure in measures if (value := self.value(measure, language)) is not None]
        return sum(values) / len(values) if values else None

    def miss(self, sample: Sample, word: str, what: str) -> None:
        self.misses.append(f"{sample.name}\t{word}\t{what}\t{sample.text}")


def principle(family: str) -> str:
    return family.partition(".")[0]


def tally_drafts(pairs: Iterable[tuple[Sample, Answer]]) -> Tally:
    """A flag is right where it touches a label of its principle; a label is found where such a flag touches it."""
    tally = Tally()
    for sample, answer in pairs:
        _draft_labels(tally, sample, answer["flags"])
        _draft_flags(tally, sample, answer["flags"])
    return tally


def _draft_labels(tally: Tally, sample: Sample, flags: list[Answer]) -> None:
    for label in sample.labels:
        near = [flag["family"] for flag in flags if label.meets(flag)]
        found = any(principle(family) == principle(name) for family in near for name in label.names)
        tally.count("principle recall", sample.language, found)
        if sample.fresh:
            tally.count("principle recall, fresh wording", sample.language, found)
        tally.count(f"principle {principle(label.name)}", sample.language, found)
        tally.count(f"family {label.name}", sample.language, any(name in near for name in label.names))
        if not found:
            tally.miss(sample, "missed", f"{label.name}: {sample.text[label.start : label.end]}")


def _draft_flags(tally: Tally, sample: Sample, flags: list[Answer]) -> None:
    for flag in flags:
        right = any(label.meets(flag) and principle(flag["family"]) in map(principle, label.names) for label in sample.labels)
        tally.count("flag precision", sample.language, right)
        if not right:
            tally.miss(sample, "false alarm", f"{flag['family']} ({flag['severity']}): {sample.text[flag['start'] : flag['end']]}")
    if not sample.labels:
        tally.count("clean drafts flagged", sample.language, bool(flags))
        tally.count("strong on clean drafts", sample.language, any(flag["severity"] == 3 for flag in flags))


def tally_cues(pairs: Iterable[tuple[Sample, Answer]]) -> Tally:
    """Cues are compared by name, a text at a time; the level as it stands."""
    tally = Tally()
    for sample, answer in pairs:
        given = frozenset(cue["cue"] for cue in answer["cues"])
        _cue_names(tally, sample, given)
        _cue_level(tally, sample, answer["level"], given)
    return tally


def _cue_names(tally: Tally, sample: Sample, given: frozenset[str]) -> None:
    right = len(given & sample.cues)
    tally.count("cue precision", sample.language, False, len(given), right)
    tally.count("cue recall", sample.language, False, len(sample.cues), right)
    for cue in given | sample.cues:
        # F1 of one cue is twice its hits of everything said and everything that should have been said.
        said = (cue in given) + (cue in sample.cues)
        tally.count(f"F1 {cue}", sample.language, False, said, 2 if said == 2 else 0)
    for cue in sorted(given ^ sample.cues):
        tally.miss(sample, "false alarm" if cue in given else "missed", cue)


def _cue_level(tally: Tally, sample: Sample, level: int, given: frozenset[str]) -> None:
    if sample.level == 3:
        tally.count("level 3 raised", sample.language, level == 3)
    if sample.level >= 2:
        tally.count("level 2 or 3 raised", sample.language, level >= 2)
    if sample.level == 0:
        tally.count("level 0 given a level", sample.language, level >= 1)
        tally.count("level 0 given level 2 or 3", sample.language, level >= 2)
    if sample.level != level:
        tally.miss(sample, f"level {level} for {sample.level}", ", ".join(sorted(given)) or "no cue")


def tally_identifiers(pairs: Iterable[tuple[Sample, Answer]]) -> Tally:
    """Recall asks for the right type; precision only that something personal stands there, for masking is what matters."""
    tally = Tally()
    for sample, answer in pairs:
        for label in sample.labels:
            _identifier_label(tally, sample, label, answer["spans"])
        for span in answer["spans"]:
            _identifier_span(tally, sample, span)
        if not sample.labels:
            tally.count("clean texts masked", sample.language, bool(answer["spans"]))
    return tally


def _identifier_label(tally: Tally, sample: Sample, label: Label, spans: list[Answer]) -> None:
    found = any(label.meets(span) and span["type"] in label.names for span in spans)
    tally.count(f"type {label.name}", sample.language, found)
    if label.name == "PERSON":
        tally.count("PERSON recall", sample.language, found)
    elif label.name in PLACE_AND_BIRTH:
        tally.count("ADDRESS and DOB recall", sample.language, found)
    else:
        tally.count("structured recall, typed", sample.language, found)
        signs = [place for place in range(label.start, label.end) if sample.text[place].isalnum()]
        bare = sum(1 for place in signs if not any(span["start"] <= place < span["end"] for span in spans))
        tally.count("structured characters leaked", sample.language, False, len(signs), bare)
    if not found:
        tally.miss(sample, "missed", f"{label.name}: {sample.text[label.start : label.end]}")


def _identifier_span(tally: Tally, sample: Sample, span: Answer) -> None:
    touched = [label for label in sample.labels if label.meets(span)]
    person = span["type"] == "PERSON"
    right = any(label.name == "PERSON" for label in touched) if person else bool(touched)
    if person:
        tally.count("PERSON precision", sample.language, right)
    elif span["type"] in STRUCTURED:
        tally.count("structured precision", sample.language, right)
    else:
        tally.count("ADDRESS and DOB precision", sample.language, right)
    if not right:
        tally.miss(sample, "false alarm", f"{span['type']}: {sample.text[span['start'] : span['end']]}")


TALLIES: dict[str, Callable[[Iterable[tuple[Sample, Answer]]], Tally]] = {
    "drafts": tally_drafts,
    "cues": tally_cues,
    "identifiers": tally_identifiers,
}
COLUMNS = (*LANGUAGES, ALL)
