"""What a worker may type on the desk."""

from typing import Any

from django import forms
from django.http import QueryDict

from tirek.conduct.rules import Answer

MOST_CHARACTERS = 200_000


class Writing(forms.Form):
    """The composer. `once` is its own mark, so that a second click sends nothing twice."""

    words = forms.CharField(max_length=MOST_CHARACTERS, strip=False, required=False)
    once = forms.UUIDField()
    seen_seq = forms.IntegerField(min_value=0)
    reply_to = forms.IntegerField(min_value=1, required=False)
    apply = forms.CharField(max_length=64, required=False)

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
    reason = forms.CharField(max_length=2000, required=False)
