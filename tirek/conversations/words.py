"""The inside of a leaf: what is said, by whom and exactly when. Plain JSON with short names, sealed at once."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from tirek.channels.base import InboundEvent

CLIENT, HOUSE = "client", "house"


@dataclass(frozen=True, slots=True)
class Said:
    """One leaf opened. `by` is "client", "house" or a worker's id; `at` is ISO 8601 in UTC."""

    type: str  # message | note | edit | reaction | event | closing
    by: str
    at: str
    name: str = ""
    kind: str = "text"
    text: str = ""
    reply: int | None = None  # the leaf this one answers
    target: int | None = None  # the leaf this one edits or reacts to
    ext: str = ""  # the platform's id of this message, to reply to it
    payload: str = ""
    emoji: str = ""
    action: str = ""
    event: str = ""
    buttons: list[list[str]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)  # attachments, location, contact cards, where it was forwarded from

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def from_client(self) -> bool:
        return self.by == CLIENT

    @property
    def is_danger(self) -> bool:
        return self.from_client and self.payload == "danger"


_FIELDS = frozenset(one.name for one in fields(Said))


def pack(said: Said) -> bytes:
    """JSON without the empty fields."""
    full = {name: value for name in _FIELDS if (value := getattr(said, name)) not in ("", None, [], {})}
    return json.dumps(full, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(words: bytes) -> Said:
    return Said(**{name: value for name, value in json.loads(words).items() if name in _FIELDS})


def said_by(event: InboundEvent, *, reply: int | None, target: int | None) -> Said:
    """What a person said or did on a channel, in the form of a leaf."""
    kind = str(event.kind) if event.kind else "text"
    return Said(
        type=str(event.type) if event.type != "contact_event" else "event",
        by=CLIENT,
        at=event.occurred_at.isoformat(timespec="seconds"),
        name=(event.sender.display_name or "") if event.sender else "",
        kind=kind,
        text=event.text or "",
        reply=reply,
        target=target,
        ext=event.external_id or "",
        payload=event.payload or "",
        emoji=event.emoji or "",
        action=event.action or "",
        event=event.contact_event or "",
        more=_more(event),
    )


def _more(event: InboundEvent) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if event.attachments:
        found["files"] = [{k: v for k, v in asdict(one).items() if v is not None} for one in event.attachments]
    if event.location:
        found["location"] = asdict(event.location)
    if event.contact_cards:
        found["cards"] = [asdict(card) for card in event.contact_cards]
    if "need" in event.extra:
        found["need"] = str(event.extra["need"])
    if "how" in event.extra:
        found["how"] = str(event.extra["how"])
    if event.group_id:
        found["album"] = event.group_id
    if "forward_origin" in event.extra:
        found["forwarded"] = event.extra["forward_origin"]
    if not event.occurred_at_is_exact:
        found["time_unknown"] = True
    return found
