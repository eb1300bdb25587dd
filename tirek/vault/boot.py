"""The boot key and everything derived from it.

The key is 32 bytes, written as hex on the first line of the file named by TIREK_BOOT_KEY_FILE (further lines starting
with `#` are remarks). `keys/boot.json` remembers which key belongs to this house, so that a missing key and another
house's key are told apart. While it is away every door answers 503 (`BootLocked`) and nothing is lost: senders retry.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tirek.vault import labels
from tirek.vault.envelopes import box_of, derive
from tirek.vault.errors import BootLocked
from tirek.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class House:
    """Keys that the running house holds and its disk does not."""

    boot_id: str
    pepper: Secret
    units: Secret
    lookup: Secret
    event: Secret
    conf: Secret
    clear: Secret
    relay_private: Secret
    relay_public: bytes


def make_boot_key(path: Path, keys: Path) -> None:
    """A new house: its key beside the data, what tells it apart among the keys. Never overwrites."""
    raw = os.urandom(32)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(raw.hex() + "\n")
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    (keys / "boot.json").write_text(json.dumps({"v": 1, "id": os.urandom(4).hex(), "check": _check(raw)}))


_held: dict[tuple[Path, Path], House] = {}


def house() -> House:
    """The keys of this house; read once, looked for again as long as they are missing."""
    place = (settings.BOOT_KEY_FILE, settings.KEYS)
    held = _held.get(place)
    if held is None:
        held = _held[place] = _read(*place)
    return held


def forget() -> None:
    """Let go of the keys, as a restart would (used when the key file is taken away)."""
    _held.clear()


def _read(path: Path, keys: Path) -> House:
    try:
        known = json.loads((keys / "boot.json").read_text())
        raw = bytes.fromhex(path.read_text().split("\n", 1)[0].strip())
    except (OSError, ValueError):
        raise BootLocked(_("The service is locked: its boot key is missing. An administrator has to put it back.")) from None
    if len(raw) != 32 or _check(raw) != known.get("check"):
        raise BootLocked(_("The service is locked: the boot key is not the one of this service."))
    private, public = box_of(raw, labels.RELAY)
    return House(
        boot_id=str(known["id"]),
        pepper=Secret(derive(raw, labels.PEPPER)),
        units=Secret(derive(raw, labels.UNIT)),
        lookup=Secret(derive(raw, labels.LOOKUP)),
        event=Secret(derive(raw, labels.EVENT)),
        conf=Secret(derive(raw, labels.CONF)),
        clear=Secret(derive(raw, labels.CLEAR)),
        relay_private=Secret(private),
        relay_public=public,
    )


def _check(raw: bytes) -> str:
    return derive(raw, labels.CHECK)[:8].hex()
