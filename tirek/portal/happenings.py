"""What a person did without words (a pressed button, an event in a messenger), said to that person; and things beside words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.conversations.consenting import CONSENTS
from tirek.conversations.how_i_am import own_words_of
from tirek.conversations.words import Said

PRESSED = {
    "danger": gettext_lazy("You said that you are in danger"),
    "kept": gettext_lazy("You asked how your words are kept"),
    "languages": gettext_lazy("You looked at the languages"),
    "erase": gettext_lazy("You asked for deletion"),
    "keep": gettext_lazy("You took back the wish for deletion"),
    "moved": gettext_lazy("The conversation goes on here, in the room"),
}
PREFIXES = {
    "kept:": gettext_lazy("You asked how your words are kept"),
    "lang:": gettext_lazy("You chose a language"),
    "know:": gettext_lazy("You answered the question about who can read this"),
    "consent:": gettext_lazy("You decided about your agreements"),
}
EVENTS = {
    "started": gettext_lazy("You pressed Start in the messenger"),
    "blocked": gettext_lazy("You blocked our bot in the messenger"),
    "unblocked": gettext_lazy("You let our bot write again"),
}
THINGS = {
    "image": gettext_lazy("A photo"),
    "video": gettext_lazy("A video"),
    "voice": gettext_lazy("A voice message"),
    "audio": gettext_lazy("A recording"),
    "document": gettext_lazy("A file"),
    "sticker": gettext_lazy("A sticker"),
    "location": gettext_lazy("A place on the map"),
    "contact": gettext_lazy("A contact card"),
    "unsupported": gettext_lazy("Something that cannot be shown here"),
}


def event_words(said: Said) -> str:
    """The sentence for something that happened rather than was said; empty for what was said."""
    if said.type in CONSENTS:
        return said.text
    if said.event:
        return str(EVENTS.get(said.event, _("Something happened in the messenger")))
    if said.type == "reaction":
        return _("A reaction: %(emoji)s") % {"emoji": said.emoji} if said.action != "remove" else _("A reaction was taken back")
    if said.type == "delete":
        return _("You deleted a message in the messenger")
    if not said.from_client or said.text:
        return ""
    if said.payload:
        return _pressed(said.payload)
    return ""


def _pressed(payload: str) -> str:
    for prefix, words in PREFIXES.items():
        if payload.startswith(prefix):
            return str(words)
    return str(PRESSED.get(payload, _("You pressed a button")))


def thing_words(said: Said) -> str:
    """The placeholder of a thing that stands beside or instead of words."""
    if own_words_of(said):
        return _("How I am, in my own words")
    kind = THINGS.get(said.kind)
    if kind is None:
        return ""
    names = [str(file["filename"]) for file in said.more.get("files", [])[:1] if file.get("filename")]
    return " · ".join([str(kind), *names])
