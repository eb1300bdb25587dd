"""What a person may type about himself."""

from typing import Any

from django import forms

from tirek.vault.actions.keys import RECOVERY_BYTES
from tirek.vault.codes import Mistyped, read_code, write_code


class SignIn(forms.Form):
    login = forms.CharField(max_length=80, strip=True)
    password = forms.CharField(max_length=1024, strip=False)


class Recover(forms.Form):
    login = forms.CharField(max_length=80, strip=True)
    code = forms.CharField(max_length=120)
    password = forms.CharField(max_length=1024, strip=False)
    password_again = forms.CharField(max_length=1024, strip=False)


class TypedBack(forms.Form):
    code = forms.CharField(max_length=120)
    version = forms.IntegerField(min_value=0)
    ask_a = forms.IntegerField(min_value=1, max_value=8)
    ask_b = forms.IntegerField(min_value=1, max_value=8)
    group_a = forms.CharField(max_length=8)
    group_b = forms.CharField(max_length=8)

    def clean_code(self) -> list[str]:
        """The code in its eight groups; the page came back with something else if it is none of ours."""
        try:
            return write_code(read_code(self.cleaned_data["code"], RECOVERY_BYTES))
        except Mistyped as mistyped:
            raise forms.ValidationError(str(mistyped)) from None

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("ask_a") == self.cleaned_data.get("ask_b"):
            raise forms.ValidationError("")
        return self.cleaned_data
