"""The page on which a text is masked: what its form says, and what it shows. Everything travels in the form; nothing is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tirek.conduct.engine.deidentify import SOFT, Deidentifier, Known, Pseudonyms, Span
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.masking import KINDS, LONGEST_ADDED, MOST_ADDED, TAKEN_BACK, Added, Part, Piece, Proposal
from tirek.conduct.shown import spoken
from tirek.kit.refusals import Refused
from tirek.people.models import Organisation

LONGEST = 16_384
MOST_NAMES = 50
AROUND = 40  # letters of the text shown on each side of a question
_KEY = re.compile(r"\d{1,6}-\d{1,6}")
_OWN_LETTERS = {"kk": "әғқңөұүһ", "uk": "їєґі"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says. `act` is the pressed button: "12-17:mask", "12-17:" (undo), "added:0" (drop), "save" or nothing."""

    words: str = field(default="", repr=False)
    names: str = field(default="", repr=False)
    language: str = ""
    mark: str = ""
    decisions: Mapping[str, str] = field(default_factory=dict)
    added: Sequence[Added] = field(default=(), repr=False)
    to_add: str = field(default="", repr=False)
    kind: str = KINDS[0]
    act: str = ""

    @classmethod
    def of(cls, form: QueryDict) -> "Asked":
        said = [one.partition(":") for one in form.get("decided", "").split()]
        language, kind = form.get("language", ""), form.get("kind", "")
        return cls(
            words=_as_typed(form.get("words", "")),
            names=form.get("names", "")[:4000],
            language=language if language in LANGUAGES else "",
            mark=form.get("mark", "")[:64],
            decisions={key: value for key, _colon, value in said},
            added=[Added(kind, words) for kind, _colon, words in (one.partition(":") for one in form.getlist("added")[: MOST_ADDED + 1])],
            to_add=" ".join(_as_typed(form.get("add", "")).split())[: LONGEST_ADDED + 1],
            kind=kind if kind in KINDS else KINDS[0],
            act=form.get("act", "")[:40],
        )

    @property
    def spoken(self) -> str:
        """The language of the text: as chosen, else by its letters."""
        return self.language or _by_letters(self.words)


def _as_typed(words: str) -> str:
    """Lines as they were typed, however the browser ends them; a NUL would be lost on the way back."""
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def _by_letters(text: str) -> str:
    """By the share of each alphabet's own letters: one Kazakh name does not make a Russian text Kazakh."""
    low = text.lower()
    cyrillic = len(re.findall("[\u0400-\u04ff]", low))
    if len(re.findall("[a-z]", low)) > cyrillic:
        return "en"
    for language, letters in _OWN_LETTERS.items():
        if sum(map(low.count, letters)) * 25 > cyrillic:
            return language
    return "ru"


@cache
def _deidentifier() -> Deidentifier:
    return Deidentifier.load()


def proposal_of(asked: Asked) -> Proposal:
    """The text read anew, nothing decided. Refused where it is empty or too long."""
    if not asked.words.strip():
        raise Refused(_("Paste or type a text first."))
    if len(asked.words) > LONGEST:
        raise Refused(_("This text is longer than 16,384 letters. Mask it in parts."))
    return Proposal(asked.words, _deidentifier().find(asked.words, _known(asked)))


def resumed(proposal: Proposal, asked: Asked) -> Proposal:
    """With what the form says was decided and added. Refused where that was said of another text."""
    if not asked.mark:
        return proposal
    told = replace(proposal, decisions=asked.decisions)
    told.must_be_about(asked.mark)
    for one in asked.added:
        told = told.with_added(one)
    return told


def _known(asked: Asked) -> Known:
    organisation = Organisation.objects.get()
    names = [" ".join(name.split())[:100] for name in re.split(r"[,;\n]", asked.names)]
    return Known(asked.spoken, organisation.country, tuple(filter(None, names))[:MOST_NAMES], organisation.own_contacts)


def acted(proposal: Proposal, asked: Asked) -> tuple[Proposal, str]:
    """The proposal after the pressed button, and where the eye and the keys go next."""
    name, _colon, value = asked.act.partition(":")
    if name == "added" and value.isascii() and value.isdigit():
        return proposal.without_added(int(value)), "add"
    if _KEY.fullmatch(name):
        after = proposal.decided(name, value)
        after.must_be_about(proposal.mark)
        return after, _next(after, name, value)
    if asked.to_add or asked.act == "add":
        return proposal.with_added(Added(asked.kind, asked.to_add)), "add"
    return proposal, _next(proposal, "", "first")


def _next(proposal: Proposal, key: str, value: str) -> str:
    """After an undo the question itself; after a decision the next open one, the first one at the end; else the finished text."""
    if not value or value in TAKEN_BACK:
        return key
    left = [part.key for part in proposal.open()]
    last = int(key.partition("-")[0] or 0)
    return next((one for one in left if int(one.partition("-")[0]) > last), left[0] if left else "done")


def shown(request: HttpRequest, asked: Asked, proposal: Proposal | None, focus: str = "", error: str = "") -> dict[str, Any]:
    """Everything that the page shows. Without a proposal only the form, with what was typed."""
    context = {
        "asked": asked,
        "error": error,
        "languages": LANGUAGES,
        "kinds": [(kind, kind_word(kind)) for kind in KINDS],
        "most": LONGEST_ADDED,
    }
    if proposal is None:
        return context
    pieces = proposal.pieces(Pseudonyms(asked.spoken))
    rows = [_row(proposal.text, piece, piece.part, focus) for piece in pieces if piece.part]
    questions = [row for row in rows if not row["part"].span.sure]
    for number, row in enumerate(questions, 1):
        row["number"] = number
    by_key = {row["part"].key: row for row in rows}
    is_open = any(row["part"].is_open for row in rows)
    return context | {
        "proposal": proposal,
        "asked_now": {"mark": proposal.mark, "decided": " ".join(f"{key}:{value}" for key, value in proposal.decisions.items())},
        "pieces": [(piece, by_key[piece.part.key] if piece.part else None) for piece in pieces],
        "questions": questions,
        "open": sum(row["part"].is_open for row in rows),
        "sure": [row for row in rows if row["part"].span.sure and not row["part"].is_added],
        "added": [(one, kind_word(one.kind), sum(1 for _place in one.places(proposal.text))) for one in proposal.added],
        "marked": len(rows),
        "warnings": proposal.warnings(spoken()),
        "elsewhere": ", ".join(proposal.left_elsewhere()),
        "reasons": [(reason, reason_words(reason)) for reason in TAKEN_BACK],
        "shared": "" if is_open else "".join(piece.label or piece.text for piece in pieces),
        "focus": focus,
        "to_add": "" if focus == "add" else asked.to_add,
        "is_taking_back": any(row["is_next"] and row["part"].span.sure for row in rows),
    }


def _row(text: str, piece: Piece, part: Part, focus: str) -> dict[str, Any]:
    before, after = _around(text, part.span)
    return {
        "part": part,
        "words": piece.text,
        "label": piece.label,
        "kind": kind_word(part.span.type),
        "reason": reason_words(part.decision),
        "before": before,
        "after": after,
        "is_next": part.key == focus,
        "number": 0,
    }


def _around(text: str, span: Span) -> tuple[str, str]:
    """Some words on each side of a place; words that do not fit are left out whole."""
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    if span.start > AROUND:
        before = "…" + before[max(0, before.find(" ")) :]
    if span.end + AROUND < len(text):
        after = after[: after.rfind(" ") + 1] + "…"
    return before, after


def kind_word(kind: str) -> str:
    """What was found, in the language of whoever looks: the word that also stands in its place."""
    if kind == "PERSON":
        return pgettext("what points at a person", "a name")
    if kind == SOFT:
        return pgettext("what points at a person", "a trait")
    word = Pseudonyms(spoken()).thing(Span(0, 0, kind), "").strip("[]")
    return word if word[:2].isupper() else word[:1].lower() + word[1:]


def reason_words(reason: str) -> str:
    words = {
        "service": _("It belongs to a service, not to a person"),
        "known": _("Everybody knows it: a public person or place"),
        "misread": _("Misread: an ordinary word or number"),
    }
    return words.get(reason, "")
