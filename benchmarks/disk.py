"""What the disk of this machine promises: durable overwrites a second. Every durable figure is read beside it."""

import os
import tempfile
import time
from pathlib import Path

ROW = b"x" * 560  # about one small letter


def syncs_a_second(folder: Path, seconds: float = 1.0) -> float:
    """fdatasync/s of 560-byte overwrites in this folder, one after another."""
    with tempfile.TemporaryFile(dir=folder) as file:
        place, count, began = file.fileno(), 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            os.pwrite(place, ROW, 0)
            os.fdatasync(place)
            count += 1
        return count / (time.perf_counter() - began)
