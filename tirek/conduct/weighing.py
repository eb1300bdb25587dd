"""Whether a change of a rule makes sense as the rules stand now: told before somebody proposes it, and once more before it
comes into force. New phrases are compiled and tried on the rule's own good sentences; errors are told in plain words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tirek.conduct import rules
from tirek.conduct.engine import Engine
from tirek.conduct.engine.findings import LANGUAGES, Context, Grade
from tirek.conduct.engine.overlays import laid_over
from tirek.conduct.engine.phrases import PhraseError, compile_phrase
from tirek.conduct.engine.registry import PERSONAL
from tirek.conduct.engine.rule import Example, PackError, Rule
from tirek.conduct.in_force import IN_FORCE, Standard, overlay_of
from tirek.conduct.models import RuleChange
from tirek.kit.refusals import Refused

Phrases = Mapping[str, Sequence[str]]

MOST_PHRASES, LONGEST_PHRASE = 20, 160


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants changed about a rule. `content` as `RuleChange` keeps it."""

    rule: str
    kind: str
    content: Mapping[str, Any]

    @classmethod
    def of(cls, change: RuleChange) -> "Wanted":
        return cls(change.rule, change.kind, change.content)


def must_make_sense(wanted: Wanted) -> None:
    """Refuses with a sentence that says what to do."""
    standard = IN_FORCE.standard()
    own = standard.packs.rules.get(wanted.rule)
    if own is None:
        raise Refused(_("There is no such rule any more. Open the list again and look."))
    now = standard.rule(wanted.rule)
    match wanted.kind:
        case RuleChange.Kind.OFF | RuleChange.Kind.ON:
            _must_turn(own, standard, off=wanted.kind == RuleChange.Kind.OFF)
        case RuleChange.Kind.GRADE:
            _must_regrade(own, now, str(wanted.content.get("grade", "")))
        case _kind:
            _must_rephrase(own, now, wanted.content.get("add", {}), wanted.content.get("take", {}))
    try:
        changed = _after(standard, wanted)
    except PackError:
        raise Refused(_("These changes do not fit together. Open the rule again and look at how it stands now.")) from None
    _must_leave_good_sentences_alone(changed, now, standard)


def _after(standard: Standard, wanted: Wanted) -> Rule:
    """The rule as it would be then; one that is switched off as it would be."""
    told = [(change.kind, change.content) for change in RuleChange.objects.confirmed().filter(rule=wanted.rule)]
    together = overlay_of([*told, (wanted.kind, wanted.content)])
    laid_over(standard.packs, [{wanted.rule: together}])
    together.pop("off", None)
    return laid_over(standard.packs, [{wanted.rule: together}]).rules[wanted.rule]


def _must_turn(own: Rule, standard: Standard, *, off: bool) -> None:
    rules.must_stay_a_hard_stop(own, off=off)
    if standard.is_off(own.id) == off:
        raise Refused(_("This is so already. Open the page again and look."))


def _must_regrade(own: Rule, now: Rule, named: str) -> None:
    grade = Grade.__members__.get(named.upper())
    if grade is None:
        raise Refused(_("Choose one of the four grades."))
    rules.must_stay_a_hard_stop(own, grade=grade)
    if grade == now.grade:
        raise Refused(_("This is so already. Open the page again and look."))


def _must_rephrase(own: Rule, now: Rule, added: Phrases, taken: Phrases) -> None:
    rules.must_stay_a_hard_stop(own, loses_phrases=any(_sources(own, language) & set(each) for language, each in taken.items()))
    if not any(added.values()) and not any(taken.values()):
        raise Refused(_("Write a phrase to add, or tick one to take out."))
    if sum(map(len, added.values())) > MOST_PHRASES:
        raise Refused(_("Add at most %(most)s phrases at once; a second person has to weigh each.") % {"most": MOST_PHRASES})
    for language in LANGUAGES:
        has = _sources(now, language)
        for phrase in added.get(language, ()):
            must_be_a_phrase(phrase)
            if phrase in has and phrase not in taken.get(language, ()):
                raise Refused(_("The rule has this phrase already: %(phrase)s") % {"phrase": phrase})
        gone = [phrase for phrase in taken.get(language, ()) if phrase not in has]
        if gone:
            raise Refused(_("The rule no longer has this phrase: %(phrase)s") % {"phrase": gone[0]})


def _sources(rule: Rule, language: str) -> set[str]:
    return {wording.phrase.source for wording in rule.local[language].wordings}


def must_be_a_phrase(phrase: str) -> None:
    """Refuses what the engine could not use, in words for somebody who does not write programs."""
    named = {"phrase": phrase[:LONGEST_PHRASE]}
    if len(phrase) > LONGEST_PHRASE:
        raise Refused(_("This phrase is too long; take the words that matter: %(phrase)s") % named)
    if phrase.startswith("re:"):
        raise Refused(_("Raw expressions are for the packs only. Write the words themselves: %(phrase)s") % named)
    try:
        compile_phrase(phrase)
    except PhraseError as trouble:
        raise Refused(_told_plainly(str(trouble)) % named) from None


def _told_plainly(trouble: str) -> str:
    if "letters and would match" in trouble:
        return _("Before a * at least four letters must stand, or the phrase would find other words too: %(phrase)s")
    if "bracket" in trouble:
        return _("A bracket is opened and not closed: %(phrase)s")
    if "gap" in trouble:
        return _("A gap such as ..2 must stand between two words: %(phrase)s")
    if "no word that must" in trouble or "a word is missing" in trouble:
        return _("The phrase needs at least one word that must be there: %(phrase)s")
    return _("This phrase cannot be read. Look at the signs explained beside the field: %(phrase)s")


def _must_leave_good_sentences_alone(changed: Rule, now: Rule, standard: Standard) -> None:
    """A sentence that the rule's own authors call good must stay so; one that is found already is not this change's doing."""
    before, after = _alone(now, standard), _alone(changed, standard)
    for language, example in sentences_of(now, "good"):
        if fires(after, now.id, language, example) and not fires(before, now.id, language, example):
            raise Refused(
                _("Then the rule would also find this sentence, which is good: “%(sentence)s” Make the phrase narrower.")
                % {"sentence": example.text}
            )


def still_found(wanted: Wanted) -> tuple[int, int]:
    """Of the sentences that the rule must find: how many it would still find then, and how many there are."""
    standard = IN_FORCE.standard()
    engine = _alone(_after(standard, wanted), standard)
    found = [fires(engine, wanted.rule, language, example) for language, example in sentences_of(standard.packs.rules[wanted.rule], "bad")]
    return sum(found), len(found)


def alone(rule: str) -> Engine:
    """An engine of this rule as it is in force, for its own sentences; of one that is switched off as it would be."""
    standard = IN_FORCE.standard()
    return _alone(standard.rule(rule), standard)


def _alone(rule: Rule, standard: Standard) -> Engine:
    """This rule, and those that see numbers and names: whose a number is decides which of them speaks."""
    beside = {id: other for id, other in standard.packs.rules.items() if other.detectors & PERSONAL}
    return Engine(replace(standard.packs, rules={**beside, rule.id: rule}))


def sentences_of(rule: Rule, kind: str) -> Iterator[tuple[str, Example]]:
    """The rule's sentences of one kind, "bad" or "good", each with its language."""
    for language in LANGUAGES:
        for example in getattr(rule.local[language], kind):
            yield language, example


def fires(engine: Engine, rule: str, language: str, example: Example) -> bool:
    return any(found.rule == rule for found in engine.everything(example.text, Context(**{"language": language, **example.known})))
