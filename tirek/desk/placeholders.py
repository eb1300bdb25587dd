"""What is shown of things that are not words: a photo, a place, a sticker, a pressed button, an event."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.conversations.consenting import CONSENTS
from tirek.conversations.how_i_am import is_step, own_words_of
from tirek.conversations.needs import NEEDS
from tirek.conversations.words import Said

KINDS = {
    "image": gettext_lazy("Photo"),
    "video": gettext_lazy("Video"),
    "voice": gettext_lazy("Voice message"),
    "audio": gettext_lazy("Audio"),
    "document": gettext_lazy("Document"),
    "sticker": gettext_lazy("Sticker"),
    "location": gettext_lazy("Place on the map"),
    "contact": gettext_lazy("Contact card"),
    "unsupported": gettext_lazy("A message of a kind we cannot show yet"),
    "system": gettext_lazy("Event in the messenger"),
}
EVENTS = {
    "started": gettext_lazy("The person pressed Start"),
    "blocked": gettext_lazy("The person blocked the bot: nothing reaches them here any more"),
    "unblocked": gettext_lazy("The person lets the bot write again"),
}
BUTTONS = {
    "danger": gettext_lazy("The person pressed “I am in danger”"),
    "kept": gettext_lazy("The person asked how it is kept"),
    "languages": gettext_lazy("The person looked at the languages"),
    "erase": gettext_lazy("The person asks for deletion of what is kept"),
    "keep": gettext_lazy("The person wishes no deletion any more"),
    "moved": gettext_lazy("The person has opened the room; the conversation goes on there"),
}


def in_a_few_words(said: Said) -> str:
    """One line for the list."""
    happened = event_words(said)
    if happened:
        return happened
    what = thing_words(said)
    return f"{what}: {said.text}" if what and said.text else what or said.text or "…"


def event_words(said: Said) -> str:
    """The sentence for something that happened rather than was said; empty for what was said."""
    if said.type in CONSENTS:
        return consent_words(said)
    if is_step(said):
        return _("The person said how they are")
    if said.event:
        return str(EVENTS.get(said.event, said.event))
    if said.kind == "button_reply":
        if said.payload.startswith("lang:"):
            return _("The person chose a language")
        return str(BUTTONS.get(said.payload, said.text or said.payload))
    if said.type == "reaction":
        return _("Reaction: %(emoji)s") % {"emoji": said.emoji} if said.action != "remove" else _("A reaction was taken back")
    return ""


def consent_words(said: Said) -> str:
    """A word about consent: what it says, and how it was told or why nobody was asked."""
    how = str(said.more.get("consent", {}).get("how", ""))
    return f"{said.text} ({how})" if how else said.text


def thing_words(said: Said) -> str:
    """The placeholder of a thing that stands beside or instead of words."""
    if own_words_of(said):
        return _("How the person is, in own words")
    kind = KINDS.get(said.kind)
    if kind is None:
        return need_words(said)
    return " · ".join([str(kind), *_details(said.more)])


def need_words(said: Said) -> str:
    """Which of the plain choices at the door the person took."""
    label = NEEDS.get(str(said.more.get("need", "")))
    return _("Asked about: %(need)s") % {"need": label} if label else ""


def _details(more: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for file in more.get("files", [])[:1]:
        found += [str(file["filename"])] if file.get("filename") else []
        found += [_size(int(file["size"]))] if file.get("size") else []
        found += [_("%(seconds)s s") % {"seconds": file["duration_s"]}] if file.get("duration_s") else []
    place = more.get("location")
    if place:
        found.append(str(place.get("title") or "") or f"{place['lat']:.5f}, {place['lon']:.5f}")
    for card in more.get("cards", [])[:1]:
        found.append(" ".join([str(card["name"]), *map(str, card.get("phones", []))]))
    return found


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} kB"
