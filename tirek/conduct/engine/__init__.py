"""The conduct check: reads a draft before it is sent and says what may be read again, and why.

It knows nothing of Django, looks nothing up and keeps no words. Rules are YAML packs (`conduct/packs`).
`Engine.load()` once, `engine.check(text, Context(...))` for each draft, `engine.words(rule, language)` for a card.
"""

from tirek.conduct.engine.check import Engine
from tirek.conduct.engine.findings import Context, Finding, Grade, RuleWords
from tirek.conduct.engine.rule import PackError

__all__ = ["Context", "Engine", "Finding", "Grade", "PackError", "RuleWords"]
