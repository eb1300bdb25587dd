"""What a check finds: a mark, a sentence, and what to do about it. Sentences are in the language of whoever asks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tirek.kit.packs import PackError
from tirek.kit.refusals import Refused

OK, ATTENTION, BROKEN = "ok", "attention", "broken"
MARKS = (BROKEN, ATTENTION, OK)
"""The worst first."""


@dataclass(frozen=True, slots=True)
class Finding:
    mark: str
    what: str
    todo: str = ""
    is_grave: bool = False  # nothing is broken, and a thief or a mishap would find the door open: shown red


Check = Callable[[], Iterable[Finding]]


def ok(what: str) -> Finding:
    return Finding(OK, what)


def attention(what: str, todo: str) -> Finding:
    return Finding(ATTENTION, what, todo)


def red(what: str, todo: str) -> Finding:
    return Finding(ATTENTION, what, todo, is_grave=True)


def broken(what: str, todo: str) -> Finding:
    return Finding(BROKEN, what, todo)


def looked(check: Check) -> list[Finding]:
    """One check's findings; a check that cannot be made is a finding too, and the others go on."""
    return list(_looked(check))


def _looked(check: Check) -> Iterator[Finding]:
    try:
        yield from check()
    except (Refused, PackError) as trouble:
        yield Finding(BROKEN, str(trouble))
    except Exception as trouble:  # noqa: BLE001  # whatever a forged or broken row does to one check, the others must still be heard
        said = _("The check of %(name)s could not be made (%(kind)s).")
        name = check.__name__.replace("_", " ")
        yield broken(said % {"name": name, "kind": type(trouble).__name__}, _("See that the database is there and readable."))
