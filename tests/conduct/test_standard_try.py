"""Try a sentence: which rules fire, on which words, by which phrase; and nothing of it is left anywhere."""

import logging
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from tests.conduct.changes import SignIn, confirm, proposed
from tests.conftest import Cast
from tirek.conduct.engine import Context
from tirek.conduct.in_force import as_packed, packs
from tirek.conduct.trying import phrase_of, tried

CANARY = "канарейка7714"
SENTENCE = f"Вы сами виноваты, {CANARY}. Звоните на 8 701 555 77 14."


@pytest.fixture
def ethics(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.ethics)


def asked(browser: Client, words: str, **more: str):
    return browser.post("/standard/try/", {"words": words, **more})


def test_it_says_which_rule_fires_on_which_words_by_which_phrase(ethics: Client) -> None:
    shown = unescape(asked(ethics, "Вы сами виноваты.", rule="ACC-02").content.decode())
    (found,) = as_packed().check("Вы сами виноваты.", Context(language="ru"))
    phrase = phrase_of(as_packed().rule("ACC-01"), "Вы сами виноваты.", found)
    assert "ACC-01 fires" in shown and phrase and phrase in shown
    assert '<mark class="mark-strong">' in shown and "ACC-02 is silent" in shown and " ms." in shown


@pytest.mark.parametrize("words", ["Мерзімді өткізіп алғаныңызға өзіңіз кінәлісіз.", "Ви самі винні.", "It's your own fault.", "👍"])
def test_in_any_language_and_for_any_rule(ethics: Client, words: str) -> None:
    assert " fires" in asked(ethics, words).content.decode()


def test_an_empty_result_is_no_blessing(ethics: Client) -> None:
    shown = unescape(asked(ethics, "Добрый день, Марина. Приём в среду в 10.").content.decode())
    assert "No rule matched. Read it once more yourself." in shown


def test_it_reads_by_the_rules_in_force(ethics: Client, cast: Cast, sign_in: SignIn) -> None:
    confirm(sign_in(cast.supervisor), proposed(ethics, "ACC-01", "phrases", language="ru", add="фиолетов* тыкв*"))
    assert "фиолетов* тыкв*" in unescape(asked(ethics, "Опять фиолетовая тыква.").content.decode())


@pytest.mark.parametrize("words", ["", " \n ", "а" * 5000, "\x00", "‮" * 40, "<script>alert(1)</script> Вы сами виноваты."])
def test_whatever_is_typed_is_answered(ethics: Client, words: str) -> None:
    answer = asked(ethics, words)
    assert answer.status_code == 200 and b"<script>alert" not in answer.content


def test_a_tried_sentence_leaves_no_trace(
    ethics: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    before = rows()
    with caplog.at_level(logging.DEBUG):
        for headers in ({}, {"HX-Request": "true"}):
            answer = ethics.post("/standard/try/", {"words": SENTENCE, "rule": "ACC-01"}, headers=headers)
            assert answer.status_code == 200 and "fires" in answer.content.decode()
            assert answer["Cache-Control"] == "no-store"
        monkeypatch.setattr("tirek.conduct.actions.PATIENCE_S", 0.0)
        assert "did not answer" in asked(ethics, SENTENCE).content.decode()
    assert rows() == before, "neither a decision, nor a line of the ledger, nor anything else"
    told = caplog.text + "".join(capfd.readouterr())
    assert CANARY not in told and "701 555" not in told
    assert not [place for place in files() if CANARY.encode() in place.read_bytes()]


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for the minute at which a session was last seen."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for name in connections:
        with connections[name].cursor() as cursor:
            for table in connections[name].introspection.table_names(cursor):
                if "session" not in table:
                    cursor.execute(f'SELECT * FROM "{table}"')
                    found[f"{name}.{table}"] = cursor.fetchall()
    assert any("conduct_decision" in table for table in found)
    return found


def files() -> list[Path]:
    return [place for place in Path(settings.KEYS).parent.rglob("*") if place.is_file()]


def test_an_address_never_holds_a_sentence(ethics: Client) -> None:
    """A sentence in an address would stand in the browser's history and in every log between."""
    shown = ethics.get("/standard/try/", {"words": SENTENCE}).content.decode()
    assert CANARY not in shown and 'method="post"' in shown and "hx-push-url" not in shown


def test_a_rule_without_a_phrase_says_that_it_looks_by_itself() -> None:
    result = tried("👍", Context(language="ru"), as_packed())
    assert [(one.rule, one.phrase) for one in result.fired] == [("AMB-03", "")]


def test_every_phrase_that_fires_alone_is_named() -> None:
    """Of the packs' own bad sentences: where a rule with phrases only is found, its phrase is told."""
    engine, missing = as_packed(), []
    for rule in packs().rules.values():
        if rule.detectors:
            continue
        for language, local in rule.local.items():
            for example in local.bad[:2]:
                found = [one for one in engine.everything(example.text, Context(**{"language": language, **example.known}))]
                missing += [example.text for one in found if one.rule == rule.id and not phrase_of(rule, example.text, one)]
    assert not missing
