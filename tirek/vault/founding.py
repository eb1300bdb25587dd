"""The key files of a house that is being founded: they are made before its rows, and go again if the rows never come.

Until the rows are there the files bear a remark. A set-up that was cut off half-way (a power cut, a closed window) leaves at
most files with that remark, and the next one clears them away; a key without it belongs to a house and is never touched.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused
from tirek.vault.boot import forget, keep_boot_key
from tirek.vault.secret import Secret
from tirek.vault.shred import ShredStore

REMARK = "of a set-up that has not ended"


def must_be_free(path: Path, keys: Path) -> None:
    """Where the keys will lie, there are none of another house."""
    if path.exists() and not _is_left_over(path):
        said = _("There is a boot key %(file)s already. If it belongs to another service, set TIREK_BOOT_KEY_FILE to a new place.")
        raise Refused(said % {"file": path})
    known = keys / "boot.json"
    store = ShredStore(keys)
    if (known.exists() and not _is_left_over(known)) or (store.path.exists() and store.count()):
        said = _("There are keys of a service in %(folder)s, but its database is not here. Restore it, or set TIREK_DATA to a new folder.")
        raise Refused(said % {"folder": keys})


def must_be_apart(path: Path, *folders: Path) -> None:
    """The boot key does not lie in a folder that a backup of the data would take along."""
    for folder in folders:
        if path.resolve().is_relative_to(folder.resolve()):
            said = _("The boot key must not lie in %(folder)s: a copy of the data would hold its key too. Set TIREK_BOOT_KEY_FILE.")
            raise Refused(said % {"folder": folder})
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        said = _("The folder %(folder)s for the boot key is not there, or cannot be written. Make it first: install -d -m 700 %(folder)s")
        raise Refused(said % {"folder": path.parent})


def is_on_the_disk_of(path: Path, folder: Path) -> bool:
    return path.parent.stat().st_dev == folder.stat().st_dev


@contextmanager
def key_files(path: Path, keys: Path, key: Secret) -> Iterator[None]:
    """The boot key and the shred store are there for the length of the block; they stay if it ends well, else they go."""
    must_be_free(path, keys)
    take_away(path, keys)
    try:
        keep_boot_key(path, keys, key, remark=REMARK)
        ShredStore(keys).make()
        forget()
        yield
    except BaseException:  # Ctrl-C too: keys of a house that does not exist would only frighten
        take_away(path, keys)
        forget()
        raise
    _settle(path, keys / "boot.json")


def take_away(path: Path, keys: Path) -> None:
    """Only what a set-up made: called before the first row, or when no row was kept."""
    store = ShredStore(keys).path
    for file in (path, keys / "boot.json", store, store.with_name(f"{store.name}-journal")):
        file.unlink(missing_ok=True)


def _is_left_over(file: Path) -> bool:
    try:
        return REMARK in file.read_text()
    except (OSError, UnicodeDecodeError):
        return False


def _settle(path: Path, known: Path) -> None:
    """From now on these are the keys of a house: the remark goes. Each file is whole at every moment."""
    _rewritten(path, path.read_text().split("\n", 1)[0] + "\n")
    _rewritten(known, json.dumps({name: value for name, value in json.loads(known.read_text()).items() if name != "remark"}))


def _rewritten(file: Path, text: str) -> None:
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(file)
