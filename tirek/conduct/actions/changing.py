"""A rule is changed by two people: one proposes, another one confirms within seven days. Every change is undone by another one."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tirek.conduct import rules
from tirek.conduct.in_force import IN_FORCE, overlay_of
from tirek.conduct.models import RuleChange
from tirek.conduct.weighing import Wanted, must_make_sense
from tirek.kit.refusals import Refused
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.actions.proving import prove
from tirek.people.models import Organisation, Worker
from tirek.vault.models import this_minute

_TURNS = (RuleChange.Kind.OFF, RuleChange.Kind.ON)


def propose(*, wanted: Wanted, why: str, by: Worker, password: str, network: str) -> RuleChange:
    """Propose a change. Nothing happens to any draft before a second person has confirmed it."""
    rules.must_answer_for_the_standard(by)
    rules.must_say_why(why)
    IN_FORCE.look_again()
    must_make_sense(wanted)
    prove(by=by, password=password, network=network)
    with transaction.atomic():
        named = {"rule": wanted.rule, "kind": wanted.kind}
        RuleChange.objects.run_out().filter(**named).update(state=RuleChange.State.RUN_OUT)
        try:
            with transaction.atomic():
                change = RuleChange.objects.create(**named, content=wanted.content, why=why.strip(), by=by)
        except IntegrityError:
            raise Refused(_("This is proposed already and waits for a second person.")) from None
        record(Verb.RULE_PROPOSED, by=by, about=change.id, scope=by.team.oversight_id)
        return change


def confirm(*, change: RuleChange, by: Worker, password: str, network: str) -> None:
    """The second person says yes: from now on every draft is read by it. Of two who decide at once, one is too late."""
    rules.must_be_a_second_person(by, change)
    prove(by=by, password=password, network=network)
    with transaction.atomic():
        Organisation.objects.select_for_update().get()  # one change at a time: each is weighed as the rules stand then
        _must_wait(change)
        rules.must_answer_for_the_standard(change.by)  # who proposed may have lost his role, or his account, meanwhile
        IN_FORCE.look_again()
        must_make_sense(Wanted.of(change))
        last = RuleChange.objects.aggregate(last=Max("number"))["last"] or 0
        _decide(change, by, RuleChange.State.IN_FORCE, number=last + 1)
        _replace(change)
        record(Verb.RULE_CHANGED, by=by, about=change.id, scope=by.team.oversight_id)
    IN_FORCE.look_again()


@transaction.atomic
def decline(*, change: RuleChange, by: Worker) -> None:
    """It does not happen. Whoever could confirm can decline; whoever proposed can take it back."""
    if by.id != change.by_id:
        rules.must_be_a_second_person(by, change)
    _decide(change, by, RuleChange.State.DECLINED)
    record(Verb.RULE_DECLINED, by=by, about=change.id, scope=by.team.oversight_id)


def undoing(change: RuleChange) -> Wanted:
    """The change that takes this one back, as far as it is in force."""
    if change.state != RuleChange.State.IN_FORCE:
        raise Refused(_("This change is no longer in force. Open the rule again and look."))
    if change.kind in _TURNS:
        return Wanted(change.rule, RuleChange.Kind.ON if change.kind == RuleChange.Kind.OFF else RuleChange.Kind.OFF, {})
    if change.kind == RuleChange.Kind.GRADE:
        return Wanted(change.rule, change.kind, {"grade": _grade_before(change)})
    back: Mapping[str, Any] = {"add": change.content.get("take", {}), "take": change.content.get("add", {})}
    return Wanted(change.rule, change.kind, back)


def _grade_before(change: RuleChange) -> str:
    earlier = RuleChange.objects.confirmed().filter(rule=change.rule, kind=change.kind, number__lt=change.number).last()
    known = IN_FORCE.standard().packs.rules.get(change.rule)
    return str(earlier.content["grade"]) if earlier else known.grade.name.lower() if known else ""


def _must_wait(change: RuleChange) -> None:
    if not RuleChange.objects.waiting().filter(pk=change.pk).exists():
        raise Refused(_("This proposal was decided meanwhile, or its seven days are over. Open the page again and look."))


def _decide(change: RuleChange, by: Worker, state: RuleChange.State, number: int | None = None) -> None:
    decided = {"state": state, "decided_by": by, "decided_min": this_minute(), "number": number}
    if not RuleChange.objects.waiting().filter(pk=change.pk).update(**decided):
        _must_wait(change)


def _replace(change: RuleChange) -> None:
    """Earlier changes that say nothing any more beside this one; they stay in the list, and in the order of what happened."""
    earlier = RuleChange.objects.filter(rule=change.rule, state=RuleChange.State.IN_FORCE).exclude(pk=change.pk)
    if change.kind in _TURNS:
        earlier.filter(kind__in=_TURNS).update(state=RuleChange.State.REPLACED)
    elif change.kind == RuleChange.Kind.GRADE:
        earlier.filter(kind=change.kind).update(state=RuleChange.State.REPLACED)
    else:
        spent = [one.pk for one in earlier.filter(kind=change.kind) if not _is_left_of(one)]
        earlier.filter(pk__in=spent).update(state=RuleChange.State.REPLACED)


def _is_left_of(change: RuleChange) -> bool:
    """Whether a phrase that this change brought is still in, or one that it took is still out."""
    together = overlay_of([(one.kind, one.content) for one in RuleChange.objects.confirmed().filter(rule=change.rule)])
    pairs = (("phrases+", "add"), ("phrases-", "take"))
    return any(
        phrase in together.get(key, {}).get(language, ())
        for key, own in pairs
        for language, phrases in change.content.get(own, {}).items()
        for phrase in phrases
    )
