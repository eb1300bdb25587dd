"""What must hold of every safe, asked of the rows and of the shred store. Opens nothing."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from tirek.vault.actions.safes import shred_store
from tirek.vault.boot import house
from tirek.vault.models import Grant, Leaf, Principal, Safe, SafeGen

SILENT = (Principal.Kind.PAPER, Principal.Kind.OVERSIGHT)
NOT_STAFF = (*SILENT, Principal.Kind.PERSON)


def invariants() -> Iterator[str]:
    """One sentence for each thing that does not hold."""
    now = SafeGen.objects.filter(safe=OuterRef("pk"), gen=OuterRef("gen"))
    for count, what in (
        (Safe.objects.exclude(Exists(now)).count(), "safes have no key of their present generation"),
        (_without_members(), "safes name nobody who could work on them"),
        (_without_silent_members(), "safes lack the paper key or the oversight key"),
        (Leaf.objects.exclude(gen=F("safe__gen")).count(), "leaves belong to another generation than their safe"),
        (_without_units(), "safes have lost their unit in the key store"),
    ):
        if count:
            yield f"{count} {what}."


def _without_members() -> int:
    named = Grant.objects.filter(safe=OuterRef("pk")).exclude(principal__kind__in=NOT_STAFF)
    return Safe.objects.exclude(Exists(named)).count()


def _without_silent_members() -> int:
    lacking = Safe.objects.all()
    for kind in SILENT:
        lacking = lacking.filter(Exists(Grant.objects.filter(safe=OuterRef("pk"), principal__kind=kind)))
    return Safe.objects.count() - lacking.count()


def _without_units() -> int:
    units = list(SafeGen.objects.values_list("unit", flat=True))
    return len(units) - len(shred_store().secrets(house(), units))
