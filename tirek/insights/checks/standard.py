"""The standard of conduct: whether rules and cues can be read, and whether the organisation's own changes can be applied."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tirek.conduct import crisis
from tirek.conduct.engine import PackError
from tirek.conduct.engine.cues import CuePackError
from tirek.conduct.in_force import IN_FORCE
from tirek.insights.findings import Finding, attention, broken, ok


def rules() -> Iterator[Finding]:
    try:
        standard = IN_FORCE.standard()
    except PackError as trouble:
        yield broken(_("The rules of conduct cannot be read: %(trouble)s") % {"trouble": trouble}, _("Install this version of Tirek anew."))
        return
    if standard.broken:
        said = _("Our changes of these rules cannot be applied; they are used as Tirek brings them: %(rules)s.")
        todo = _("An ethics officer opens each of them under Rules and proposes its change anew.")
        yield attention(said % {"rules": ", ".join(sorted(standard.broken))}, todo)
    changed = sum(1 for change in standard.changed.values() if change.get("off") or len(change) > ("off" in change))
    count = len(standard.packs.rules)
    said = ngettext("%(count)d rule of conduct is in force.", "%(count)d rules of conduct are in force.", count) % {"count": count}
    if changed:
        more = ngettext("%(count)d of them is changed by us.", "%(count)d of them are changed by us.", changed)
        said = f"{said} {more % {'count': changed}}"
    yield ok(said)


def cues() -> Iterator[Finding]:
    """Words of danger are looked for in what comes in. Letters arrive all the same where they are not, and nobody would notice."""
    try:
        crisis.reader()
    except CuePackError as trouble:
        said = _("Letters are not read for words of danger: %(trouble)s") % {"trouble": trouble}
        yield broken(
            said, _("Install this version of Tirek anew. Until then the list shows danger only where somebody pressed the button.")
        )
        return
    yield ok(_("Letters are read for words of danger. What is not found is not safe."))
