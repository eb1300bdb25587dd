"""What a person is told about the way they write to us: who reads, what the channel sees, what may come of it, and one question.

Pure, like automatic.py. The room's pages render the same sections and the same question that a messenger gets behind its buttons.
"""

from dataclasses import dataclass

from tirek.conversations.automatic import Answer, Buttons, own_texts, texts, usual_buttons
from tirek.kit.packs import CountryPack

SECTIONS = ("who", "channel", "protected", "long", "deletion", "together")
KNOW = "know:"
"""A press on the card of the understanding question: know:right, know:wrong1, know:wrong2, know:help, know:no."""
DETAILS = {"who": ("who",), "channel": ("channel",), "long": ("long", "deletion"), "together": ("together",)}
"""By the button behind "How it is kept": which sections it shows. "protected" is the card itself."""


@dataclass(frozen=True, slots=True)
class Section:
    """One thing to know before writing, in at most ninety words."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """The one question. `answers`: title and payload of three answers, then "explain it to me" and "not now"."""

    text: str
    answers: Buttons


def briefing(channel: str, language: str, *, pack: CountryPack | None = None) -> tuple[Section, ...]:
    """Who reads, what the channel sees, how it is protected, how long, how to ask for deletion, how we work together.

    `pack` adds what is particular about this channel in the service's country.
    """
    own = own_texts(language, channel)
    limit = pack.limit_of(channel) if pack else None
    told = {key: own[key]["text"] for key in SECTIONS}
    if limit and limit.words:
        told["channel"] += "\n\n" + limit.words[language]
    return tuple(Section(key, own[key]["title"], told[key]) for key in SECTIONS)


def how_it_is_kept(channel: str, language: str, pack: CountryPack) -> Answer:
    """The short card, with a button for each thing that somebody may want to know more about."""
    words, titles = texts(language), own_texts(language, channel)
    more = ((titles[name]["title"] if len(keys) == 1 else words[f"{name}_button"], f"kept:{name}") for name, keys in DETAILS.items())
    buttons = (usual_buttons(language, channel)[0], *more, (words["erase_button"], "erase")) if _has_buttons(channel, language) else ()
    return Answer(_told(channel, language, pack, ("protected",)), buttons, language)


def detail(channel: str, language: str, pack: CountryPack, name: str) -> Answer | None:
    """What stands behind one button of the card; None for a button that we never made."""
    if name not in DETAILS:
        return None
    return Answer(_told(channel, language, pack, DETAILS[name]), usual_buttons(language, channel), language)


def _told(channel: str, language: str, pack: CountryPack, keys: tuple[str, ...]) -> str:
    sections = {section.key: section for section in briefing(channel, language, pack=pack)}
    return "\n\n".join(f"{sections[key].title}\n\n{sections[key].text}" for key in keys)


def deletion_wished(channel: str, language: str) -> Answer:
    words = texts(language)
    take_back = ((words["keep_button"], "keep"), *usual_buttons(language, channel)[:1])
    return Answer(words["erase_heard"], take_back if _has_buttons(channel, language) else (), language)


def wish_taken_back(channel: str, language: str) -> Answer:
    return Answer(texts(language)["erase_taken_back"], usual_buttons(language, channel), language)


# the understanding question


def question(channel: str, language: str) -> Question:
    own, words = own_texts(language, channel), texts(language)
    answers = tuple((own[name], KNOW + name) for name in ("wrong1", "right", "wrong2"))
    ways_out = (words["help_button"], KNOW + "help"), (words["not_now_button"], KNOW + "no")
    return Question(own["question"].format(ask=own["ask"]), (*answers, *ways_out))


def card(channel: str, language: str) -> Answer:
    """The question as a message of its own."""
    asked = question(channel, language)
    return Answer(asked.text, asked.answers if _has_buttons(channel, language) else (), language)


def card_again(channel: str, language: str) -> Answer:
    """The friendly retry: explained in a sentence, asked once more."""
    own = own_texts(language, channel)
    return Answer(own["again"].format(ask=own["ask"]), card(channel, language).buttons, language)


def card_closed(channel: str, language: str, result: str) -> Answer:
    """The last word on the question, by what came of it: understood, help or declined."""
    own = own_texts(language, channel)
    said = own["explained" if result == "help" else result]
    return Answer(said.format(kept=texts(language)["kept_button"]), usual_buttons(language, channel), language)


def _has_buttons(channel: str, language: str) -> bool:
    return bool(usual_buttons(language, channel))
