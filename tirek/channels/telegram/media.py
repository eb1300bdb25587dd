"""What a message holds besides its words: files, places, contacts, and kinds we can only name.

Plain dictionaries of the Bot API in, our frozen parts out. Raises KeyError or TypeError for a shape that is not the
Bot API's; `parse` turns that into Unreadable.
"""

from collections.abc import Iterator
from typing import Any

from tirek.channels.base import Attachment, ContactCard, Location, MessageKind
from tirek.kit.text import clean

Json = dict[str, Any]

# In this order: an animation also fills `document`, a live photo also fills `photo` (TG-7).
_FILES: tuple[tuple[str, MessageKind], ...] = (
    ("animation", MessageKind.VIDEO),
    ("video", MessageKind.VIDEO),
    ("video_note", MessageKind.VIDEO),
    ("voice", MessageKind.VOICE),
    ("audio", MessageKind.AUDIO),
    ("document", MessageKind.DOCUMENT),
    ("sticker", MessageKind.STICKER),
)

# Things that happen to a chat by itself or by a setting; nobody said anything.
_SYSTEM = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "chat_background_set",
        "write_access_allowed",
        "connected_website",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
    }
)

# Fields that come with a message of any kind and do not say what kind it is.
_FRAME_FIELDS = """
message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count sender_business_bot sender_tag date
guest_query_id business_connection_id chat forward_origin is_topic_message is_automatic_forward reply_to_message external_reply
quote reply_to_story reply_to_checklist_task_id reply_to_poll_option_id via_bot edit_date has_protected_content is_from_offline
is_paid_post media_group_id author_signature paid_star_count entities link_preview_options suggested_post_info effect_id caption
caption_entities show_caption_above_media has_media_spoiler reply_markup ephemeral_message_id receiver_user
"""
_FRAME = frozenset(_FRAME_FIELDS.split())

_SPEAKING = frozenset({"text", "question", "title", "caption", "name", "description", "emoji", "data", "button_text", "label"})


def attachment_of(message: Json) -> Attachment | None:
    """The one file of a message; the largest size of a photo, since small ones of a paper cannot be read."""
    for field, kind in _FILES:
        if field in message:
            return _file(kind, message[field])
    if photo := message.get("photo"):
        return _file(MessageKind.IMAGE, max(photo, key=lambda size: (size["width"] * size["height"], size.get("file_size", 0))))
    if live := message.get("live_photo"):  # without its still picture
        return _file(MessageKind.VIDEO, live)
    return None


def location_of(message: Json) -> Location | None:
    """The place; of a venue with its title and address, once, though the bare location comes too."""
    venue = message.get("venue")
    place = venue["location"] if venue else message.get("location")
    if place is None:
        return None
    lat, lon = place["latitude"], place["longitude"]
    if type(lat) not in (int, float) or type(lon) not in (int, float) or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise TypeError("A place is two numbers on the globe.")
    return Location(lat=lat, lon=lon, title=words(venue, "title"), address=words(venue, "address")) if venue else Location(lat=lat, lon=lon)


def contact_of(message: Json) -> ContactCard | None:
    """The shared contact; `is_sender` only when Telegram says that it is the sender's own account (section 12)."""
    contact = message.get("contact")
    if contact is None:
        return None
    sender = (message.get("from") or {}).get("id")
    own = type(contact.get("user_id")) is int and contact["user_id"] == sender
    known = "user_id" in contact
    name = " ".join(part for part in (words(contact, "first_name"), words(contact, "last_name")) if part)
    return ContactCard(name=name, phones=(_phone(clean(contact["phone_number"], 64), international=known),), is_sender=own)


def unsupported(message: Json) -> tuple[MessageKind, str, str]:
    """For a message of a kind we cannot show: system or unsupported, its platform name, and a placeholder in brackets.

    Words inside it (a poll's question, a checklist's tasks) are kept behind the brackets: nothing a person wrote is
    dropped (R-13).
    """
    name = next((clean(key, 64) for key in message if key not in _FRAME), "empty")
    kind = MessageKind.SYSTEM if name in _SYSTEM else MessageKind.UNSUPPORTED
    said = "" if kind is MessageKind.SYSTEM else " · ".join(_said(message.get(name)))
    return kind, name, clean(f"[{name}] {said}".rstrip())


def words(owner: Json, key: str) -> str | None:
    """A string of the platform, cleaned; None when absent. TypeError when it is no string."""
    value = owner.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{key} is not a string.")
    return clean(value)


def number(value: object) -> int:
    """A whole number of the platform; TypeError for anything else, True and floats included (R-15)."""
    if type(value) is not int:
        raise TypeError("An id is not a whole number.")
    return value


def _file(kind: MessageKind, file: Json) -> Attachment:
    ref = words(file, "file_id")
    if not ref:
        raise KeyError("file_id")
    return Attachment(
        kind=kind,
        ref=ref,
        ref_type="file_id",
        filename=_file_name(words(file, "file_name")),
        mime=words(file, "mime_type") or _mime_of_sticker(kind, file),
        size=_count(file.get("file_size")),
        duration_s=_count(file.get("duration")),
        unique_ref=words(file, "file_unique_id"),
    )


def _file_name(name: str | None) -> str | None:
    """The last part of a name, without separators and control characters, as a label; it is never used as a path."""
    if name is None:
        return None
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return clean("".join(letter for letter in last if letter.isprintable()).strip(". "), 200) or None


def _mime_of_sticker(kind: MessageKind, file: Json) -> str | None:
    if kind is not MessageKind.STICKER:
        return None
    if file.get("is_animated"):
        return "application/x-tgsticker"
    return "video/webm" if file.get("is_video") else "image/webp"


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**53 else None


def _phone(typed: str, *, international: bool) -> str:
    """E.164 where that is certain: a plus was given, or Telegram knows the account. Else as it was typed."""
    digits = "".join(letter for letter in typed if letter in "0123456789")
    return f"+{digits}" if digits and (international or typed.lstrip().startswith("+")) else typed


def _said(value: object) -> Iterator[str]:
    """The readable strings inside a thing of unknown shape, in their order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _said(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _SPEAKING or isinstance(item, (dict, list)):
                yield from _said(item)
