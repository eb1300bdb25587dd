"""What a person may type about himself."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tirek.people.models import Proposal, Team
from tirek.people.rules import INVITABLE, weakness


class SignIn(forms.Form):
    login = forms.CharField(max_length=80, strip=True)
    password = forms.CharField(max_length=1024, strip=False)


class ChoosingPassword(forms.Form):
    """A password that somebody chooses, typed twice."""

    password = forms.CharField(max_length=1024, strip=False)
    password_again = forms.CharField(max_length=1024, strip=False)

    def mistakes(self) -> dict[str, str]:
        """Field to sentence; empty when everything is there, twice the same, and not weak."""
        if not self.is_valid():
            return dict.fromkeys(self.errors, _("Please fill this in."))
        if self.cleaned_data["password"] != self.cleaned_data["password_again"]:
            return {"password_again": _("The two passwords are not the same.")}
        weak = weakness(self.cleaned_data["password"])
        return {"password": weak} if weak else {}


class Recover(ChoosingPassword):
    field_order = ("login", "code", "password", "password_again")
    login = forms.CharField(max_length=80, strip=True)
    code = forms.CharField(max_length=120)


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


class GiveCode(forms.Form):
    code = forms.CharField(max_length=40)


class NewPassword(ChoosingPassword):
    field_order = ("old", "password", "password_again", "version")
    old = forms.CharField(max_length=1024, strip=False)
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
