"""What a person may type about himself."""

from typing import Any

from django import forms


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
