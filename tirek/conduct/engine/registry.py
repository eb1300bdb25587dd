"""The detectors that a rule may name: `detectors: [shouting]`. Each looks at the whole draft."""

from __future__ import annotations

from collections.abc import Mapping

from tirek.conduct.engine import channel, conversation, register, writing
from tirek.conduct.engine.draft import Detector

DETECTORS: Mapping[str, Detector] = {
    "shouting": writing.shouting,
    "emoji_only": writing.emoji_only,
    "one_line_close": writing.one_line_close,
    "long_sentence": writing.long_sentence,
    "no_acknowledgement": conversation.no_acknowledgement,
    "unanswered_question": conversation.unanswered_question,
    "no_safety": conversation.no_safety,
    "no_next_step": conversation.no_next_step,
    "not_informed": conversation.not_informed,
    "undated_promise": conversation.undated_promise,
    "unsourced_claim": conversation.unsourced_claim,
    "no_noun": conversation.no_noun,
    "elsewhere": conversation.elsewhere,
    "not_today": conversation.not_today,
    "other_language": register.other_language,
    "mixed_address": register.mixed_address,
    "out_of_hours": channel.out_of_hours,
    "emoji_outside_list": channel.emoji_outside_list,
    "emoji_after_disclosure": channel.emoji_after_disclosure,
    "too_long": channel.too_long,
    "closed_window": channel.closed_window,
    "public_confirmation": channel.public_confirmation,
}

PERSONAL = frozenset({"someone_elses", "clients_own", "workers_own", "other_name"})
"""Seen together by `disclosure`, because whose a number is decides which of these rules speaks."""

KNOWN_DETECTORS = frozenset(DETECTORS) | PERSONAL
