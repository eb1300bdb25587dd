"""Short ways to propose, confirm and decline a change of a rule through its pages."""

from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client

from tests.conftest import PASSWORD
from tirek.conduct.models import RuleChange
from tirek.people.models import Worker

SignIn = Callable[[Worker], Client]
WHY = "Our people say it is polite here."


def propose(browser: Client, rule: str, kind: str = "", **more: Any) -> Any:
    form = {"kind": kind, "why": WHY, "password": PASSWORD, **more}
    return browser.post(f"/standard/{rule}/change/", form)


def proposed(browser: Client, rule: str, kind: str = "", **more: Any) -> RuleChange:
    answer = propose(browser, rule, kind, **more)
    assert answer.status_code == 302, unescape(answer.content.decode())[:4000]
    return RuleChange.objects.waiting().get(rule=rule)


def confirm(browser: Client, change: RuleChange, password: str = PASSWORD) -> Any:
    return browser.post(f"/standard/changes/{change.id}/confirm/", {"password": password})


def decline(browser: Client, change: RuleChange) -> Any:
    return browser.post(f"/standard/changes/{change.id}/decline/")


def page(browser: Client, path: str = "/standard/") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())
