"""The four languages: gathers the strings, merges them into the .po files, compiles, and says what is missing. For developers.

python tools/messages.py extract    every string of code and templates, and where it stands
python tools/messages.py update     merge into tirek/ui/locale/*/LC_MESSAGES/django.po, compile, write docs/translations.md
python tools/messages.py compile    .po -> .mo (committed, so that nobody needs GNU gettext)
python tools/messages.py missing    what is untranslated, fuzzy, or has other placeholders; ends with 1 if anything is
"""

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as django_template

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "tirek"
LOCALE = HOUSE / "ui" / "locale"
DOCS = ROOT / "docs" / "translations.md"
SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
PLURALS = {"kk": "nplurals=1; plural=0;", "uk": SLAVIC, "ru": SLAVIC, "en": "nplurals=2; plural=(n != 1);"}
NAMES = {"kk": "Қазақша", "uk": "Українська", "ru": "Русский", "en": "English"}
KEYWORDS = {
    **{name: None for name in ("_", "gettext", "gettext_lazy", "gettext_noop")},
    **{name: (1, 2) for name in ("ngettext", "ngettext_lazy")},
    **{name: ((1, "c"), 2) for name in ("pgettext", "pgettext_lazy")},
    **{name: ((1, "c"), 2, 3) for name in ("npgettext", "npgettext_lazy")},
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
READ = "read by a native speaker"
"""A translator's comment that begins so takes a string off the list of unread ones."""

NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)

Key = tuple[str, str | None]


def _python_of(path: Path) -> str:
    """Give the Python whose calls carry the strings; a template is turned into such calls, one line each."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    if not settings.configured:
        settings.configure()
    calls = django_template.templatize(text, origin=str(path))
    # what is not a call has become runs of X whose indentation means nothing to Python
    return "\n".join(line.strip() for line in calls.splitlines())


def sources() -> Iterator[Path]:
    """Every file that may hold a string for people."""
    for path in sorted([*HOUSE.rglob("*.py"), *HOUSE.rglob("*.html")]):
        if "migrations" not in path.parts:
            yield path


def gather() -> Catalog:
    """Give every string of the house with its context, plural and files."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for path in sources():
        code = io.BytesIO(_python_of(path).encode())
        place = str(path.relative_to(ROOT))
        for _line, msgid, _comments, context in extract("python", code, keywords=KEYWORDS, options={"encoding": "utf-8"}):
            catalog.add(msgid, locations=[(place, 1)], context=context)
    return catalog


def key(message: Message) -> Key:
    """Name a string: its msgid (the singular one) and context."""
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def strings(catalog: Catalog) -> dict[Key, Message]:
    """Give the strings of a catalogue without its header."""
    return {key(message): message for message in catalog if message.id}


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    """Read the translations of one language; a new language begins empty."""
    path = po_path(language)
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n'
    text = path.read_text(encoding="utf-8") if path.exists() else head
    catalog = read_po(io.BytesIO(text.encode()), locale=language)
    catalog.creation_date = catalog.revision_date = NO_DAY  # otherwise each compiling would give other bytes
    return catalog


def po_text(catalog: Catalog, language: str) -> str:
    """Write a catalogue so that two runs give the same bytes: sorted, no dates, no line numbers."""
    out = io.BytesIO()
    write_po(out, catalog, sort_output=True, include_lineno=False, omit_header=True, ignore_obsolete=True, width=120)
    head = ["Project-Id-Version: Tirek", f"Language: {language}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    head += ["Content-Transfer-Encoding: 8bit", f"Plural-Forms: {PLURALS[language]}"]
    lines = "\n".join(f'"{line}\\n"' for line in head)
    return f'msgid ""\nmsgstr ""\n{lines}\n\n{out.getvalue().decode()}'.rstrip() + "\n"


def merge(language: str, found: Catalog) -> str:
    """Give the .po text of one language: translations kept, new strings empty, unused ones gone; English says the msgid."""
    kept = strings(load(language))
    catalog = read_po(io.BytesIO(po_text(Catalog(), language).encode()), locale=language)
    for name, message in strings(found).items():
        old = kept.get(name)
        empty = ("",) * catalog.num_plurals if message.pluralizable else ""
        said = old.string if old and old.pluralizable == message.pluralizable else empty
        if language == "en":
            said = message.id
        catalog.add(
            message.id,
            said,
            locations=message.locations,
            flags=old.flags & {"fuzzy"} if old else (),
            user_comments=old.user_comments if old else (),
            context=message.context,
        )
    return po_text(catalog, language)


def mo_bytes(language: str) -> bytes:
    """Compile one language in memory."""
    out = io.BytesIO()
    write_mo(out, load(language))
    return out.getvalue()


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def problems(language: str, found: Catalog | None = None) -> list[str]:
    """Say what keeps one language from being whole: absent, untranslated, fuzzy, a plural form or a placeholder that does not fit."""
    catalog = load(language)
    known, said = strings(catalog), []
    for name, message in strings(found or gather()).items():
        if name not in known or known[name].pluralizable != message.pluralizable:
            said.append(f"{language}: absent, run update: {name[0]!r}")
    for name, message in known.items():
        wanted = Counter(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[1]))
        forms = _forms(message)
        if message.fuzzy:
            said.append(f"{language}: fuzzy: {name[0]!r}")
        if message.pluralizable and len(forms) != catalog.num_plurals:
            said.append(f"{language}: {len(forms)} plural forms, {catalog.num_plurals} needed: {name[0]!r}")
        for form in forms:
            if not form.strip():
                said.append(f"{language}: untranslated: {name[0]!r}")
            elif Counter(PLACEHOLDER.findall(form)) != wanted:
                said.append(f"{language}: other placeholders: {name[0]!r} -> {form!r}")
    return said


def unread(language: str) -> dict[str, int]:
    """Count, per room, the strings that no native speaker has read yet; a string of two rooms counts where it stands first."""
    rooms: Counter[str] = Counter()
    for message in strings(load(language)).values():
        if not any(comment.startswith(READ) for comment in message.user_comments):
            place = message.locations[0][0] if message.locations else "tirek/ui/"
            rooms[place.split("/")[1]] += 1
    return dict(sorted(rooms.items()))


def docs_text() -> str:
    """Write docs/translations.md."""
    by_language = {language: unread(language) for language in PLURALS}
    rooms = sorted({room for counts in by_language.values() for room in counts})
    rows = [f"| {room} | " + " | ".join(str(by_language[code].get(room, 0)) for code in PLURALS) + " |" for room in rooms]
    total = "| **all** | " + " | ".join(f"**{sum(by_language[code].values())}**" for code in PLURALS) + " |"
    heads = " | ".join(NAMES[code] for code in PLURALS)
    return f"""# Translations that no native speaker has read

Written by `python tools/messages.py update`; do not edit by hand.

The interface speaks {", ".join(NAMES.values())}. The strings counted here were translated with care, and **no native speaker has read
them yet**. Before a service opens for people, someone who speaks the language at work should.

| room | {heads} |
|---|{"---|" * len(PLURALS)}
{chr(10).join(rows)}
{total}

## The rule

- A string counts as read when a line `# {READ}: who, day` stands above it in `tirek/ui/locale/<language>/LC_MESSAGES/django.po`.
- Every string without that line is on this list. `python tools/messages.py unread kk` prints them (or `uk`, `ru`, `en`).
- A changed English sentence is a new string: its translations start again, unread.
- `tests/house/test_languages.py` fails on a missing or fuzzy string, a missing plural form, a placeholder that does not fit, and a
  `.mo` file that is not compiled from its `.po`.
- Texts for clients live in YAML beside their rooms, and no native speaker has read them either: `tirek/conversations/texts/`,
  `tirek/conduct/packs/`, `tirek/kit/packs/`, and the demo's `tirek/demo/people.yaml` and `tirek/demo/messenger.yaml`.

## The strings

In English; the letters behind each name the languages in which nobody has read it.

{chr(10).join(_listed())}
"""


def _listed() -> list[str]:
    """One line a string: unread in which languages."""
    waiting: dict[Key, list[str]] = {}
    for language in PLURALS:
        for message in strings(load(language)).values():
            if not any(comment.startswith(READ) for comment in message.user_comments):
                waiting.setdefault(key(message), []).append(language)
    return [f"- {' '.join(name[0].split())} ({', '.join(languages)})" for name, languages in sorted(waiting.items(), key=str)]


def _update(_rest: list[str]) -> int:
    found = gather()
    for language in PLURALS:
        text = merge(language, found)
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        po_path(language).write_text(text, encoding="utf-8")
    _compile([])
    DOCS.parent.mkdir(exist_ok=True)
    DOCS.write_text(docs_text(), encoding="utf-8")
    return 0


def _compile(_rest: list[str]) -> int:
    for language in PLURALS:
        po_path(language).with_suffix(".mo").write_bytes(mo_bytes(language))
    return 0


def _extract(_rest: list[str]) -> int:
    for (msgid, context), message in strings(gather()).items():
        print(f"{message.locations[0][0]}: {f'[{context}] ' if context else ''}{msgid!r}")
    return 0


def _missing(_rest: list[str]) -> int:
    found = gather()
    said = [line for language in PLURALS for line in problems(language, found)]
    print("\n".join(said) or "Nothing is missing.")
    return 1 if said else 0


def _unread(rest: list[str]) -> int:
    for message in strings(load(rest[0] if rest else "kk")).values():
        if not any(comment.startswith(READ) for comment in message.user_comments):
            print(f"{key(message)[0]}\n    {' | '.join(_forms(message))}")
    return 0


COMMANDS = {"extract": _extract, "update": _update, "compile": _compile, "missing": _missing, "unread": _unread}


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"{__doc__}\nSay one of: {', '.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
