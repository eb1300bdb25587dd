"""What a person may type about himself."""

from typing import Any

from django import forms

from tirek.people.models import Proposal, Team
from tirek.people.rules import INVITABLE


class SignIn(forms.Form):
    login = forms.CharField(max_length=80, strip=True)
    password = forms.CharField(max_length=1024, strip=False)


class Recover(forms.Form):
    login = forms.CharField(max_length=80, strip=True)
    code = forms.CharField(max_length=120)
    password = forms.CharField(max_length=1024, strip=False)
    password_again = forms.CharField(max_length=1024, strip=False)


class TypedBack(forms.Form):
    password = forms.CharField(max_length=1024, strip=False)
    version = forms.IntegerField(min_value=0)
    ask_a = forms.IntegerField(min_value=1, max_value=8)
    ask_b = forms.IntegerField(min_value=1, max_value=8)
    group_a = forms.CharField(max_length=8)
    group_b = forms.CharField(max_length=8)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("ask_a") == self.cleaned_data.get("ask_b"):
            raise forms.ValidationError("")
        return self.cleaned_data


class Inviting(forms.Form):
    """A new colleague; who may be invited where is the action's rule."""

    name = forms.CharField(max_length=120, strip=True)
    login = forms.CharField(max_length=80, strip=True)
    roles = forms.MultipleChoiceField(choices=[(role.value, role.label) for role in sorted(INVITABLE)])
    team = forms.ModelChoiceField(queryset=Team.objects.all(), required=False)


class Accepting(forms.Form):
    password = forms.CharField(max_length=1024, strip=False)
    password_again = forms.CharField(max_length=1024, strip=False)


class GiveCode(forms.Form):
    code = forms.CharField(max_length=40)


class NewPassword(forms.Form):
    old = forms.CharField(max_length=1024, strip=False)
    password = forms.CharField(max_length=1024, strip=False)
    password_again = forms.CharField(max_length=1024, strip=False)
    version = forms.IntegerField(min_value=0)


class PutOnFactor(forms.Form):
    sealed = forms.CharField(max_length=400)
    password = forms.CharField(max_length=1024, strip=False)
    code = forms.CharField(max_length=40)
    present = forms.CharField(max_length=40, required=False)


class ProveWithCode(forms.Form):
    password = forms.CharField(max_length=1024, strip=False)
    code = forms.CharField(max_length=40)


class Changing(forms.Form):
    """What an administrator or a supervisor wants changed about a colleague: a kind and, after a dash, the role it is about."""

    about = forms.UUIDField()
    what = forms.RegexField(r"^(give|take)-(intake|worker|supervisor|ethics|admin)$|^(disable|factor)$")
    password = forms.CharField(max_length=1024, strip=False)

    def wanted(self) -> tuple[Proposal.Kind, str]:
        kind, _dash, role = self.cleaned_data["what"].partition("-")
        return Proposal.Kind(kind), role
