"""Nothing is left unsaid in any of the four languages, and what is committed is what was written."""

import importlib
import importlib.util
import re
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.utils import formats, translation

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ["kk", "uk", "ru", "en"]
NEEDED_FORMATS = [
    "DATE_FORMAT",
    "TIME_FORMAT",
    "DATETIME_FORMAT",
    "YEAR_MONTH_FORMAT",
    "MONTH_DAY_FORMAT",
    "SHORT_DATE_FORMAT",
    "SHORT_DATETIME_FORMAT",
    "FIRST_DAY_OF_WEEK",
    "DATE_INPUT_FORMATS",
    "DECIMAL_SEPARATOR",
    "THOUSAND_SEPARATOR",
]


def _messages() -> ModuleType:
    """Load tools/messages.py, which is no package of the house."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    return module


messages = _messages()
FOUND = messages.gather()


def test_the_four_languages_stand_in_the_same_order_everywhere() -> None:
    assert [code for code, _name in settings.LANGUAGES] == LANGUAGES == list(messages.PLURALS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_missing_fuzzy_or_has_other_placeholders(language: str) -> None:
    said = messages.problems(language, FOUND)
    assert not said, "python tools/messages.py update, then translate:\n" + "\n".join(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_made_from_the_written_one(language: str) -> None:
    compiled = messages.po_path(language).with_suffix(".mo").read_bytes()
    assert compiled == messages.mo_bytes(language), "run: python tools/messages.py compile"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_and_numbers_have_a_format(language: str) -> None:
    assert settings.FORMAT_MODULE_PATH == "tirek.ui.formats"
    ours = importlib.import_module(f"tirek.ui.formats.{language}.formats")
    for name in NEEDED_FORMATS:
        assert formats.get_format(name, language) == getattr(ours, name)


@pytest.mark.parametrize(("language", "forms"), [("kk", 1), ("uk", 3), ("ru", 3), ("en", 2)])
def test_each_language_has_its_own_number_of_plural_forms(language: str, forms: int) -> None:
    assert messages.load(language).num_plurals == forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_words_win_over_the_frameworks_own(language: str) -> None:
    """Django has its own "New password" and months; settings.LOCALE_PATHS must name tirek/ui/locale."""
    with translation.override(language):
        for (msgid, context), message in messages.strings(messages.load(language)).items():
            if not message.pluralizable and message.string:
                said = translation.pgettext(context, msgid) if context else translation.gettext(msgid)
                assert said == message.string


def test_kazakh_dates_are_kazakh_and_months_are_written_small() -> None:
    with translation.override("kk"):
        assert formats.date_format(date(2026, 11, 28), "j E") == "28 қараша"


def test_the_list_of_unread_strings_is_up_to_date() -> None:
    assert messages.DOCS.read_text(encoding="utf-8") == messages.docs_text(), "run: python tools/messages.py update"


def test_no_string_is_built_from_pieces_that_cannot_be_translated() -> None:
    """An f-string or a sum inside gettext is found by no tool: the person would read English."""
    built = re.compile(r"\b(?:_|n?p?gettext(?:_lazy)?)\(\s*f[\"']")
    for path in messages.sources():
        if path.suffix == ".py":
            assert not built.search(path.read_text(encoding="utf-8")), path


def test_a_string_that_nobody_translated_would_be_noticed() -> None:
    found = messages.gather()
    found.add("A sentence that stands in no language yet")
    for language in LANGUAGES:
        assert any("A sentence that stands" in line for line in messages.problems(language, found))
