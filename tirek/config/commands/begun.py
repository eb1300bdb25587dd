"""Whether this database has been begun, asked without beginning it."""

from pathlib import Path

from django.db import connections

from tirek.config.commands import opening
from tirek.people.models import Organisation


def is_demo() -> bool | None:
    """None where there is no organisation; else whether it is the demo's. Reads databases of older programs, too."""
    if not _has_tables():
        return None
    return Organisation.objects.values_list("is_demo", flat=True).first()


def language() -> str:
    """The language of the organisation, for words before anybody could choose one."""
    if not _has_tables():
        return "en"
    country = Organisation.objects.values_list("country", flat=True).first()
    return Organisation(country=country or "").language


def _has_tables() -> bool:
    connection = connections["default"]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False  # asking would make the file
    if connection.vendor != "sqlite":
        opening.reachable()
    return Organisation._meta.db_table in connection.introspection.table_names()
