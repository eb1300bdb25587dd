"""The pipeline: gate, quotations, told words, few cards, stable keys, and no draft that can break it."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tirek.conduct.engine import Context, Engine, Finding, Grade, PackError
from tirek.conduct.engine import packs as rule_packs
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.folding import fold
from tirek.conduct.engine.matching import Match, Matcher
from tirek.conduct.engine.memory import SentenceMemory
from tirek.conduct.engine.names import greeted
from tirek.conduct.engine.phrases import PhraseError, compile_phrase
from tirek.conduct.engine.sentences import sentences

Check = Callable[..., tuple[Finding, ...]]
FOLDER = Path(rule_packs.__file__).parent.parent / "packs"
ENGINE = Engine.load()
TEXTS = [(language, each.text) for rule in ENGINE.rules for language, local in rule.local.items() for each in local.bad + local.good]
HOSTILE = {
    "one letter": "а" * 1_000_000,
    "digits": "1 " * 500_000,
    "nul": "вы сами виноваты\0" * 60_000,
    "lone surrogates": "\ud800 вы сами виноваты \udfff" * 40_000,
    "right to left": "\u202eвы сами виноваты \u05e9\u05dc\u05d5\u05dd " * 30_000,
    "marks": "и" + "\u0316\u0301" * 400_000,
    "quotes": '"' * 1_000_000,
    "phones": "8 701 555 12 34, " * 60_000,
    "links": "t.me/" * 200_000,
    "handles": "a@" * 400_000,
    "almost a phrase": "вы сами по своей ваша же не " * 40_000,
    "hyphens": "сам-" * 250_000,
    "greetings": "Здравствуйте, Анна. " * 50_000,
    "plus": "+(" * 400_000,
    "lines": "\n" * 1_000_000,
    "one word and gaps": "you " * 250_000,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gate_and_the_full_scan_agree(language: str) -> None:
    matcher = Matcher(rule_packs.load([FOLDER]), language)

    def told(matches: list[Match]) -> set[tuple[str, int, int]]:
        return {(match.rule.id, match.start, match.end) for match in matches}

    for _, text in TEXTS:
        sentence = fold(text).text
        assert told(matcher.find(sentence)) == told(matcher.find_all_ways(sentence))


@given(st.text(st.characters(codec=None)), st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_no_text_can_break_the_check(text: str, language: str) -> None:
    for found in ENGINE.check(text, Context(language=language, names=(text[:20],), client_words=(text,), service_contacts=(text[:9],))):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_megabyte_is_answered_quickly(check: Check, name: str) -> None:
    text = HOSTILE[name]
    started = time.process_time()
    check(text, names=("Ольга",), client_words=(text[:100_000],))
    assert time.process_time() - started < 5, "slow by far: something backtracks"


def test_words_in_quotation_marks_are_not_the_workers(check: Check) -> None:
    assert check("Он пишет: «вы сами виноваты».") == ()
    assert check("Вы сами виноваты.") != ()


def test_words_that_are_told_about_are_not_the_workers_until_a_but(check: Check) -> None:
    assert check("Вы пишете, что сами виноваты.") == ()
    assert check("Вы пишете, что опоздали, но вы сами виноваты.") != ()


def test_a_denial_reaches_to_the_end_of_its_clause_only(check: Check) -> None:
    assert check("Пока не точно дадут.") == ()
    assert check("Не волнуйтесь, вам точно дадут.") != ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Вы сами виноваты."),
        ("uk", "Вы сами виноваты, так вирішила комісія."),
        ("kk", "Вы сами виноваты, комиссия солай шешті."),
        ("kk", "Озиниз кинәлисиз."),
        ("ru", "Сонымен, мерзімді өткізіп алғаныңызға өзіңіз кінәлісіз."),
        ("ru", "Ви самі винні, що пропустили строк і її рішення."),
    ],
)
def test_the_letters_of_a_draft_choose_its_packs(check: Check, language: str, text: str) -> None:
    assert [found.rule for found in check(text, language=language)] == ["ACC-01"]


def test_weaker_cards_give_way_but_a_hard_stop_is_never_dropped(check: Check) -> None:
    nudges = "Вам точно одобрят. Выплату точно назначат. Деньги точно вернут. Место точно выделят."
    assert len(check(nudges)) == 3
    stops = " ".join(f"Телефон соседки 8 701 555 12 3{digit}." for digit in range(5))
    found = check(f"{nudges} {stops}")
    assert [each.grade for each in found] == [Grade.HARD] * 5


def test_one_sentence_has_one_weaker_card(check: Check) -> None:
    assert len(check("Вам точно одобрят и точно выплатят.")) == 1


def test_a_key_outlives_edits_elsewhere_and_tells_places_apart(check: Check) -> None:
    (first,) = check("Вы сами виноваты.")
    (moved,) = check("Добрый день! Получила письмо. ВЫ САМИ  виноваты.".replace("  ", " "))
    (other,) = check("Это ваша вина.")
    assert first.key == moved.key != other.key
    assert len(first.key) == 16


def test_a_replacement_fits_its_place(check: Check) -> None:
    for text, expected in [
        ("Вам точно одобрят.", "Вам могут одобрить."),
        ("Точно Одобрят.", "Могут одобрить."),
        ("You will definitely get it.", "You may get it."),
        ("Пишите мне на личный ватсап, отвечу.", "Пишите сюда, отвечу."),
    ]:
        (found,) = check(text)
        assert text[: found.start] + str(found.replacement) + text[found.end :] == expected


def test_a_greeting_is_judged_only_where_the_thread_knows_a_name(check: Check) -> None:
    assert check("Здравствуйте, Анна!") == ()
    assert [found.rule for found in check("Здравствуйте, Анна!", names=("Марина",))] == ["CTX-09"]


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте, Ваша справка готова.",
        "Добрый день, Центр помощи на связи.",
        "Доброго дня, Шановні!",
        "Сәлеметсіз бе, Сіздің өтінішіңіз келді.",
        "Good morning, Monday works for me.",
        "Добрый день! Анна подойдёт.",
        "Здравствуйте, ВАЖНО: ответ до пятницы",
        "Hi all,",
        "Добрый день,\nСправка готова.",
    ],
)
def test_a_greeting_without_a_name_has_none(text: str) -> None:
    assert list(greeted(text, fold(text))) == []


def test_a_sentence_is_remembered_without_its_words() -> None:
    memory = SentenceMemory(most=2)
    for number in range(3):
        memory.remember(memory.digest(f"предложение {number}", ("ru",)), ())
    assert len(memory) == 2
    assert memory.recall(memory.digest("предложение 0", ("ru",))) is None
    assert "предложение" not in str(vars(memory))


def test_abbreviations_and_dates_do_not_end_a_sentence() -> None:
    text = "приходите на ул. абая 10, каб. 5 до 12.05.2026. жду вас! справка готова"
    assert [text[start:end] for start, end in sentences(text)][-2:] == ["жду вас!", "справка готова"]
    assert len(sentences(text)) == 3


@pytest.mark.parametrize(
    ("phrase", "text", "fires"),
    [
        ("сам|сама виноват*", "сама виновата", True),
        ("сам|сама виноват*", "самадеятельность виновата", False),
        ("ваша (же)? вина", "ваша же вина", True),
        ("ваша (же)? вина", "ваша, вина", True),
        ("(же)? вина", "вина", True),
        ("у других ..2 хуже", "у других и то хуже", True),
        ("у других ..1 хуже", "у других и то хуже", False),
        ("(за два|за \\d+) дня", "за 15 дня", True),
        ("да|дам слово", "дам слово", True),
        ("it's your fault", "it’s your fault", True),
        ("гарантирую", "негарантирую", False),
        ("re:[!?]{3,}", "что???", True),
    ],
)
def test_the_phrase_language_means_what_it_says(phrase: str, text: str, fires: bool) -> None:
    assert bool(compile_phrase(phrase).pattern.search(fold(text).text)) is fires


@pytest.mark.parametrize("phrase", ["вас*", "(вина", "вина)", "(же)?", "..2", "вина ||", "re:[", ""])
def test_a_phrase_that_cannot_be_used_is_refused_with_a_sentence(phrase: str) -> None:
    with pytest.raises(PhraseError, match="phrase"):
        compile_phrase(phrase)


GOOD_PACK = """
rules:
- id: T-01
  family: test.case
  principle: acceptance
  grade: hint
  title: &four {kk: a, uk: b, ru: c, en: d}
  why: *four
  suggest: *four
  lang:
    kk: {phrases: [жаман сөз], bad: [жаман сөз], good: [жақсы]}
    uk: {phrases: [погане слово], bad: [погане слово], good: [добре]}
    ru: {phrases: [плохое слово], bad: [плохое слово], good: [хорошо]}
    en: {phrases: [bad word], bad: [bad word], good: [good]}
  source: test
  owner: test
  reviewed: *four
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("family:", "famly:", "unknown key 'famly'"),
        ("principle: acceptance", "principle: kindness", "principle 'kindness' is not one of"),
        ("grade: hint", "grade: block", "grade 'block' is not one of"),
        ("[плохое слово]", "[пло*]", "under 4 letters"),
        ("phrases: [bad word]", "phrases: [bad word, bad word]", "stands twice"),
        ("    uk: {phrases: [погане слово], bad: [погане слово], good: [добре]}\n", "", "lang is missing in uk"),
        ("{kk: a, uk: b, ru: c, en: d}", "{kk: a, ru: c, en: d}", "missing in uk"),
        ("bad: [bad word], ", "", "'bad' has no sentence"),
        ("  owner: test\n", "", "'owner' is missing"),
        ("rules:", "rules: [", "pack.yaml"),
        ("phrases: [bad word]", "phrases: [1]", "is not text"),
        ("phrases: [bad word]", "phrases: [{find: bad word, say: x}]", "unknown key 'say'"),
        ("  owner: test\n", "  owner: test\n  detectors: [shoutign]\n", "there is no detector 'shoutign'"),
        ("  owner: test\n", "  owner: test\n  guards: [mercy]\n", "there is no guard 'mercy'"),
        ("  owner: test\n", "  owner: test\n  any: ['re:(']\n", "unterminated"),
        ("good: [good]", "good: [{text: good, context: {in_thred: true}}]", "a context has no 'in_thred'"),
        ("good: [good]", "good: [{text: good, context: {client_level: high}}]", "client_level cannot be 'high'"),
        ("good: [good]", "good: [{context: {in_thread: true}}]", "has no text"),
    ],
)
def test_a_faulty_pack_is_refused_with_the_place_and_the_reason(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD_PACK
    (tmp_path / "pack.yaml").write_text(GOOD_PACK.replace(old, new), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        Engine.load(tmp_path)
    assert says in str(refused.value)


def test_what_stands_under_any_is_found_once_in_every_language(tmp_path: Path) -> None:
    pack = GOOD_PACK.replace("  owner: test\n", "  owner: test\n  any: ['re:<3']\n")
    (tmp_path / "pack.yaml").write_text(pack, encoding="utf-8")
    engine = Engine.load(tmp_path)
    for text, language in [("рахмет <3", "kk"), ("дякую <3", "uk"), ("спасибо <3", "ru"), ("thanks <3", "en"), ("<3", "ru")]:
        assert [text[each.start : each.end] for each in engine.everything(text, Context(language=language))] == ["<3"]


def test_another_folder_of_packs_can_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(GOOD_PACK, encoding="utf-8")
    (found,) = Engine.load(tmp_path).check("Это плохое слово", Context())
    assert (found.rule, found.grade) == ("T-01", Grade.HINT)
    (tmp_path / "twice.yaml").write_text(GOOD_PACK, encoding="utf-8")
    with pytest.raises(PackError, match="T-01"):
        Engine.load(tmp_path)


def test_how_long_it_takes_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    started = time.perf_counter()
    engine = Engine.load()
    lines = [f"load {1000 * (time.perf_counter() - started):.0f} ms"]
    for size in (300, 1000, 4000):
        taken = []
        for number in range(60):
            language, _ = TEXTS[number * 7 % len(TEXTS)]
            text = " ".join(each for spoken, each in TEXTS[number:] + TEXTS[:number] if spoken == language)[:size]
            started = time.perf_counter()
            engine.check(f"{text} {number}", Context(language=language))
            taken.append(time.perf_counter() - started)
        taken.sort()
        lines.append(f"{size} letters: median {1000 * taken[30]:.2f} ms, p95 {1000 * taken[56]:.2f} ms")
    with capsys.disabled():
        print("\nThe check:", "; ".join(lines))
    assert len(lines) == 4
