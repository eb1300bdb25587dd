"""What somebody may type about the rules. Parses, never saves; whether it makes sense is weighed where it happens."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms

from tirek.conduct.engine.findings import LANGUAGES, Grade
from tirek.conduct.engine.rule import PRINCIPLES
from tirek.conduct.models import RuleChange
from tirek.conduct.weighing import Wanted

SHOWS = ("changed", "off", "review", "unread")
LONGEST_TRIED = 4096
_LANGUAGES = [(language, language) for language in LANGUAGES]


class Looking(forms.Form):
    """Which rules the list shows. What is not understood is left out: a list is no place for an error."""

    q = forms.CharField(max_length=80, strip=True, required=False)
    principle = forms.ChoiceField(choices=[(name, name) for name in PRINCIPLES], required=False)
    show = forms.ChoiceField(choices=[(show, show) for show in SHOWS], required=False)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class Trying(forms.Form):
    words = forms.CharField(max_length=LONGEST_TRIED, strip=False)
    rule = forms.SlugField(max_length=16, required=False)


class Proposing(forms.Form):
    """A change of a rule, with the reason and the password of whoever proposes it. `undo` names a change to take back."""

    kind = forms.ChoiceField(choices=RuleChange.Kind.choices, required=False)
    undo = forms.UUIDField(required=False)
    grade = forms.ChoiceField(choices=[(grade.name.lower(), grade.name) for grade in Grade], required=False)
    language = forms.ChoiceField(choices=_LANGUAGES, required=False)
    add = forms.CharField(max_length=4000, required=False)
    why = forms.CharField(max_length=500, strip=True)
    password = forms.CharField(max_length=1024, strip=False)

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("kind") and not self.cleaned_data.get("undo"):
            raise forms.ValidationError("")
        return self.cleaned_data

    def wanted(self, rule: str, taken: Sequence[str]) -> Wanted:
        """`taken`: the ticked phrases, each after its language and a colon."""
        typed = self.cleaned_data
        if typed["kind"] == RuleChange.Kind.GRADE:
            return Wanted(rule, typed["kind"], {"grade": typed["grade"]})
        if typed["kind"] != RuleChange.Kind.PHRASES:
            return Wanted(rule, typed["kind"], {})
        lines = list(dict.fromkeys(line.strip() for line in typed["add"].splitlines() if line.strip()))
        add = {typed["language"]: lines} if lines and typed["language"] else {}
        take: dict[str, list[str]] = defaultdict(list)
        for one in taken:
            language, _colon, phrase = one.partition(":")
            if language in LANGUAGES and phrase not in take[language]:
                take[language].append(phrase)
        return Wanted(rule, typed["kind"], {"add": add, "take": {language: each for language, each in take.items() if each}})
