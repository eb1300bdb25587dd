"""What a worker may type on the desk."""

import re
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from tirek.conduct.crisis import CUES
from tirek.conduct.rules import Answer
from tirek.consent.actions import Answer as Word
from tirek.consent.rules import PEOPLE
from tirek.consent.wording import ASKED
from tirek.conversations.actions.talking import Form
from tirek.conversations.cues import HIGHER, LOWER, NOT_THIS
from tirek.desk.composer import MOST_REMEMBERED, Shown
from tirek.kit.refusals import Refused
from tirek.kit.text import clean

MOST_CHARACTERS = 200_000
MOST_BYTES = 4 * MOST_CHARACTERS + 1
_SHOWN = re.compile(r"([A-Z][A-Z0-9-]{1,15}):([0-9a-f]{16})")
Filled = TypeVar("Filled", bound=forms.Form)


class Words(forms.CharField):
    """Somebody's words: what no database can hold (NUL, lone surrogates) is taken out, nothing else is touched."""

    def to_python(self, value: Any) -> str:
        return clean(value or "", MOST_BYTES)


class Writing(forms.Form):
    """The composer. `once` is its own mark, so that a second click sends nothing twice."""

    words = Words(max_length=MOST_CHARACTERS, strip=False, required=False)
    once = forms.UUIDField()
    base = forms.UUIDField(required=False)
    seen_seq = forms.IntegerField(min_value=0)
    reply_to = forms.IntegerField(min_value=1, required=False)
    apply = forms.CharField(max_length=64, required=False)
    dated = forms.CharField(max_length=64, required=False)
    insert = forms.CharField(max_length=40, required=False)
    see = forms.CharField(max_length=16, required=False)
    next_what = Words(max_length=500, required=False)
    next_who = forms.CharField(max_length=8, required=False)
    next_until = forms.DateField(required=False)

    @property
    def lacks_a_day(self) -> bool:
        """What happens next has a day, or it is no promise. While it is typed it may still lack one."""
        return "next_until" in self.errors or bool(
            self.cleaned_data.get("next_what", "").strip() and not self.cleaned_data.get("next_until")
        )

    def window(self) -> Form:
        return Form(self.cleaned_data["once"], self.cleaned_data["base"])

    def answers(self) -> dict[str, Answer]:
        """What was said of each finding: fields `reason-<key>` and `because-<key>`."""
        return answers_in(self.data)

    def shown(self) -> list[Shown]:
        """What this form says was on its screen: fields `shown`, a rule and a key. What no page of ours has written is left out."""
        posted = self.data.getlist("shown") if isinstance(self.data, QueryDict) else []
        found = [_SHOWN.fullmatch(one) for one in posted[: 4 * MOST_REMEMBERED]]
        return list(dict.fromkeys((one[1], one[2]) for one in found if one))[:MOST_REMEMBERED]


def answers_in(posted: QueryDict | Any) -> dict[str, Answer]:
    prefix = "reason-"
    keys = [name.removeprefix(prefix) for name in posted if name.startswith(prefix)][:50]
    return {
        key: Answer(str(posted[prefix + key])[:16], str(posted.get(f"because-{key}", ""))[:500]) for key in keys if posted[prefix + key]
    }


class Checked(forms.Form):
    """How it was made sure that somebody is the person."""

    how = Words(max_length=2000, required=False)


class Correcting(forms.Form):
    """How a worker reads a message; `cues`: which of them are not in it, all if none is named."""

    once = forms.UUIDField()
    word = forms.ChoiceField(choices=[(one, one) for one in (NOT_THIS, HIGHER, LOWER)])
    words = Words(max_length=500, required=False)
    cues = forms.MultipleChoiceField(choices=[(one, one) for one in CUES], required=False)


class Told(forms.Form):
    """What a person said about consent, as a worker writes it down."""

    once = forms.UUIDField()
    purpose = forms.ChoiceField(choices=[(one, one) for one in ASKED])
    answer = forms.ChoiceField(choices=[(one, one) for one in (Word.YES, Word.NO, Word.END)])
    asked = forms.IntegerField(min_value=1, max_value=99_999_999, required=False)
    recipient = Words(max_length=200, required=False)
    who = forms.ChoiceField(choices=[(one, one) for one in PEOPLE], required=False)
    basis = Words(max_length=300, required=False)
    name = Words(max_length=120, required=False)
    method = forms.CharField(max_length=8, required=False)
    how = Words(max_length=1000, required=False)


class Question(forms.Form):
    """What is asked for, and for a passing on: to whom."""

    once = forms.UUIDField()
    purpose = forms.ChoiceField(choices=[(one, one) for one in ASKED])
    recipient = Words(max_length=200, required=False)


class Offer(forms.Form):
    """Nothing but the form's own mark."""

    once = forms.UUIDField()


class Emergency(forms.Form):
    once = forms.UUIDField()
    purpose = forms.ChoiceField(choices=[(one, one) for one in ASKED])
    reason = Words(max_length=1000, required=False)


class Contacting(forms.Form):
    """How somebody may be written to. Times are kept as they are typed: the rule says what is wrong with them."""

    once = forms.UUIDField()
    first = forms.BooleanField(required=False)
    opens = forms.CharField(max_length=5, required=False)
    closes = forms.CharField(max_length=5, required=False)
    neutral = forms.BooleanField(required=False)
    how = Words(max_length=1000, required=False)

    @property
    def between(self) -> str:
        opens, closes = self.cleaned_data["opens"], self.cleaned_data["closes"]
        return f"{opens}-{closes}" if opens or closes else ""


class Closing(forms.Form):
    reason = Words(max_length=2000, required=False)
    seen_seq = forms.IntegerField(min_value=0)


def filled(form: Filled) -> Filled:
    """The form, if a page of ours can have sent it."""
    if not form.is_valid():
        raise Refused(_("This page is out of date. Open it again and choose once more."))
    return form
