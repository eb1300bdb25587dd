"""Units made ahead: durable before they are used, and never used when the store that knows them is not the one there."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import Cast
from tirek.vault.actions.safes import SPARE_UNITS, make_safes, sealers, shred_store
from tirek.vault.boot import house
from tirek.vault.errors import ShredStoreDown
from tirek.vault.models import Principal, SafeGen


def _unit_of_a_new_safe(cast: Cast) -> SafeGen:
    [(safe, _)] = make_safes(headers=[b"an invented cover"], members=[cast.team.intake])
    return SafeGen.objects.get(safe=safe)


def test_several_safes_share_one_visit_to_the_store_and_each_has_a_unit_of_its_own(cast: Cast) -> None:
    _unit_of_a_new_safe(cast)
    before = shred_store().count()
    units = {_unit_of_a_new_safe(cast).unit for _ in range(3)}
    assert len(units) == 3
    assert shred_store().count() - before in (0, SPARE_UNITS + 1)
    assert shred_store().secrets(house(), units).keys() == units


def test_what_is_sealed_into_a_new_safe_uses_the_secret_that_the_store_keeps(cast: Cast) -> None:
    [(safe, sealer)] = make_safes(headers=[b"an invented cover"], members=[cast.team.intake])
    assert sealers(SafeGen.objects.filter(safe=safe))[safe.id] == sealer


def test_spares_of_another_store_are_not_used(cast: Cast) -> None:
    _unit_of_a_new_safe(cast)
    place = shred_store().path
    kept = place.rename(place.with_suffix(".away"))
    try:
        shred_store().make()
        gen = _unit_of_a_new_safe(cast)
        assert shred_store().secrets(house(), [gen.unit]).keys() == {gen.unit}
    finally:
        kept.rename(place)


def test_no_safe_is_made_while_the_store_is_away_though_spares_are_left(cast: Cast) -> None:
    _unit_of_a_new_safe(cast)
    place = Path(settings.KEYS) / "shred.sqlite3"
    kept = place.rename(place.with_suffix(".away"))
    try:
        with pytest.raises(ShredStoreDown):
            make_safes(headers=[b"an invented cover"], members=list(Principal.objects.all()[:1]))
    finally:
        kept.rename(place)
