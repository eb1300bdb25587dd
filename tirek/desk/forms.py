"""What a worker may type on the desk."""

from typing import Any

from django import forms
from django.http import QueryDict

from tirek.conduct.rules import Answer
from tirek.conversations.actions.talking import Form
from tirek.kit.text import clean

MOST_CHARACTERS = 200_000
MOST_BYTES = 4 * MOST_CHARACTERS + 1


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

    def window(self) -> Form:
        return Form(self.cleaned_data["once"], self.cleaned_data["base"])

    def answers(self) -> dict[str, Answer]:
        """What was said of each finding: fields `reason-<key>` and `because-<key>`."""
        return answers_in(self.data)


def answers_in(posted: QueryDict | Any) -> dict[str, Answer]:
    prefix = "reason-"
    keys = [name.removeprefix(prefix) for name in posted if name.startswith(prefix)][:50]
    return {
        key: Answer(str(posted[prefix + key])[:16], str(posted.get(f"because-{key}", ""))[:500]) for key in keys if posted[prefix + key]
    }


class Closing(forms.Form):
    reason = Words(max_length=2000, required=False)
    seen_seq = forms.IntegerField(min_value=0)
