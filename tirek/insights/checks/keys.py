"""The keys that the whole service hangs on: where they lie, and whether they are there."""

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tirek.insights.findings import Finding, attention, broken, ok, red
from tirek.insights.moments import said_day
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation
from tirek.vault.shred import ShredStore


def boot_key() -> Iterator[Finding]:
    key: Path = settings.BOOT_KEY_FILE
    named = {"path": key}
    if not key.exists():
        if not Organisation.objects.exists():
            yield ok(_("There is no organisation yet, and no boot key."))
            return
        missing = _("The boot key %(path)s is missing: the whole service answers 503.")
        yield broken(missing % named, _("Put the key back from its paper, then start again."))
        return
    if stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield broken(_("Other users of this machine may read the boot key %(path)s.") % named, f"chmod 400 {key}")
    if key.stat().st_dev != settings.DATA.stat().st_dev:
        yield ok(_("The boot key is not on the disk of the data."))
        return
    said = _(
        "RED: the boot key lies on the same disk as the data. A thief of the disk can test phone numbers and read unsent messages;"
        " content stays closed."
    )
    yield red(said, _("For real service set TIREK_BOOT_KEY_FILE to a place that is not on this disk, such as /run/tirek/boot.key"))


def paper_key() -> Iterator[Finding]:
    """The organisation's last resort. It was shown once, so that nobody can look whether the paper still lies where it lay."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return
    if organisation.is_demo:
        todo = _("Never write real words into it. A service of your own begins with: tirek setup")
        yield red(_("RED: this is the demo. Its keys lie beside its data."), todo)
    founded = Entry.objects.filter(verb=Verb.ORGANISATION_FOUNDED)
    begun = (founded if founded.exists() else Entry.objects.all()).order_by("id").values_list("at_ms", flat=True).first()
    if begun is None:
        yield ok(_("The organisation's paper key was made. Keep the paper in a safe place; it was shown only once."))
        return
    said = _("The organisation's paper key was made on %(day)s. Keep the paper in a safe place; it was shown only once.")
    yield ok(said % {"day": said_day(begun)})


def shred_store() -> Iterator[Finding]:
    if not Organisation.objects.exists():
        return
    count = ShredStore(settings.KEYS).count()
    said = ngettext("The key store opens and holds %(count)d unit.", "The key store opens and holds %(count)d units.", count)
    yield ok(said % {"count": count})
    if settings.KEYS.stat().st_dev == settings.DATA.stat().st_dev:
        todo = _("For real service set TIREK_KEYS to a volume of its own, outside the backups of the database.")
        yield attention(_("The key store lies on the same disk as the data: a copy of the whole disk would hold both."), todo)
