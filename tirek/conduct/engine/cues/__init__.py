"""Cues: what a person's message may be saying, as a hint to ask. They only raise; silence says nothing about safety.

Plain Python, like the check: no Django, no network, no words kept. `CueReader.load()` once, `reader.read(text, Circumstances(...))`
for each message, `reader.words(cue, language)` for a card, `reader.protocol(level, language, country)` for what to do now.
"""

from tirek.conduct.engine.cues.reader import ALIKE, CueReader
from tirek.conduct.engine.cues.readings import CUES, Circumstances, Cue, CueReading, CueWords
from tirek.conduct.engine.cues.wordings import CuePackError

__all__ = ["ALIKE", "CUES", "Circumstances", "Cue", "CuePackError", "CueReader", "CueReading", "CueWords"]
