"""Somebody at a terminal: a command of `tirek` on a real pseudo-terminal, answered question by question."""

import fcntl
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMPT = re.compile(r": $")


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    """An environment with a data folder of the test's own, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIREK_", "DJANGO_", "DATABASE_", "PORT"))}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "TERM": "dumb", "TIREK_DATA": str(folder / "data"), **more}


class Sitting:
    """One command, sitting at a terminal of its own. `screen` is all it has shown; `shown` what came since the last answer."""

    def __init__(self, *words: str, environment: dict[str, str]) -> None:
        self.master, slave = pty.openpty()

        def own_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [sys.executable, "-m", "tirek.config.cli", *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=own_terminal,
        )
        os.close(slave)
        self.screen = self.shown = ""

    def asked(self) -> str:
        """Wait for the next question; what was shown with it."""
        self._read(until=lambda: PROMPT.search(self.shown))
        return self.shown

    def answer(self, *lines: str) -> str:
        """Answer the questions one after the other; gives what stands there when the next one is asked."""
        for line in lines:
            self.asked()
            self.shown = ""
            os.write(self.master, f"{line}\n".encode())
        return self.asked()

    def last_answer(self, line: str) -> tuple[int, str]:
        """Answer, and wait for the end: exit code, and what was said."""
        self.asked()
        self.shown = ""
        os.write(self.master, f"{line}\n".encode())
        return self.ended()

    def ended(self) -> tuple[int, str]:
        self._read(until=lambda: False)
        return self.process.wait(20), self.shown

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(20)
        os.close(self.master)

    def _read(self, *, until) -> None:
        patience = time.monotonic() + 60
        while not until():
            assert time.monotonic() < patience, f"it says nothing more:\n{self.screen}"
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    came = os.read(self.master, 65536)
                except OSError:  # the other side of a pseudo-terminal was closed: the command has ended
                    came = b""
                if not came:
                    return
                text = came.decode("utf-8", "replace").replace("\r\n", "\n")
                self.screen, self.shown = self.screen + text, self.shown + text
