"""The boot key and everything derived from it.

The key is 32 bytes, written as hex on the first line of the file named by TIREK_BOOT_KEY_FILE (further lines starting
with `#` are remarks). `keys/boot.json` remembers which key belongs to this house, so that a missing key and another
house's key are told apart. While it is away every door answers 503 (`BootLocked`) and nothing is lost: senders retry.

On paper it stands as four lines of four groups of four, each line a code of its own (eight bytes and two check bytes). A
list of words would be pleasanter to read, but there is none for Kazakh, and one in English is worse for who does not read
English; letters and digits that look alike are read as ours in either script (`codes`). A slip of the pen is found at the
end of its line, while the eye is still there, and not after the sixty-fourth sign.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused
from tirek.vault import labels
from tirek.vault.codes import read_code, write_code
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
    sign: Secret
    relay_private: Secret
    relay_public: bytes


LINES, LINE_BYTES = 4, 8
"""How the boot key stands on paper."""


def make_boot_key(path: Path, keys: Path) -> None:
    """A new house: its key beside the data, what tells it apart among the keys. Never overwrites."""
    keep_boot_key(path, keys, draw_boot_key())


def draw_boot_key() -> Secret:
    return Secret(os.urandom(LINES * LINE_BYTES))


def keep_boot_key(path: Path, keys: Path, key: Secret, *, remark: str = "") -> None:
    """Write a key to its place, and what tells it apart among the keys. `remark` stands below the one and beside the other."""
    _write_key(path, key, remark)
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = {"v": 1, "id": os.urandom(4).hex(), "check": _check(key.reveal()), **({"remark": remark} if remark else {})}
    (keys / "boot.json").write_text(json.dumps(known))


def _write_key(path: Path, key: Secret, remark: str = "") -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.reveal().hex() + "\n" + (f"# {remark}\n" if remark else ""))


def boot_lines(key: Secret) -> list[list[str]]:
    """The key as it is copied to paper: four lines, each of four groups of four."""
    raw = key.reveal()
    return [write_code(raw[start : start + LINE_BYTES]) for start in range(0, len(raw), LINE_BYTES)]


def read_boot_line(typed: str) -> bytes:
    """The part of the key that one line holds; `Mistyped` where the line was not copied rightly."""
    return read_code(typed, LINE_BYTES)


def put_back(path: Path, keys: Path, key: Secret) -> None:
    """Write the key from its paper to its place again: only this house's own key, and never over another file."""
    known = must_lack_its_key(path, keys)
    if _check(key.reveal()) != known.get("check"):
        raise Refused(_("Each line is right, but together they are not the key of this service. Look at their order, and at the paper."))
    _write_key(path, key)
    forget()


def must_lack_its_key(path: Path, keys: Path) -> dict[str, object]:
    """There are keys of a house, and no boot key in its place; what tells the right one apart."""
    try:
        known: dict[str, object] = json.loads((keys / "boot.json").read_text())
    except (OSError, ValueError):
        said = _("There are no keys of a service in %(folder)s. Set TIREK_DATA and TIREK_KEYS as the service has them, and try again.")
        raise Refused(said % {"folder": keys}) from None
    if path.exists():
        raise Refused(
            _("There is a file %(file)s already; nothing was changed. If it is not the right key, move it away.") % {"file": path}
        )
    return known


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
        sign=Secret(derive(raw, labels.SIGN)),
        relay_private=Secret(private),
        relay_public=public,
    )


def _check(raw: bytes) -> str:
    return derive(raw, labels.CHECK)[:8].hex()
