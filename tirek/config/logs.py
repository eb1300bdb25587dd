"""What the house writes about itself: one line per event, and never a word of a person.

An exception's message may hold a private word, a URL may hold a token, a path may hold a guess. So only lines of our
own rooms and of the server are written as they are; every other line says who spoke and what kind of event it was. An
exception is its type, the place in our code and a random number, which the error page shows too.
"""

import logging
import secrets
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

PLAIN_SPEAKERS = ("tirek", "uvicorn")
"""Loggers whose messages are written as they are; their exceptions are not."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "tirek.config.logs.Line"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {
        "tirek": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
        "httpx": {"level": "WARNING"},  # its INFO lines hold whole addresses, and a bot's token is in its address
        "httpcore": {"level": "WARNING"},
    },
}

_HOUSE = Path(__file__).resolve().parents[1]


class Line(logging.Formatter):
    """`2026-11-21T22:11:00Z error django.request 500 POST desk:say OperationalError at tirek/desk/views.py:41 id=3f9a01c2`"""

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        parts = [moment, record.levelname.lower(), record.name, *_said(record), *_trouble(record)]
        return _one_line(" ".join(parts))


def trouble_id(request: object | None) -> str:
    """The random number by which an error page and its log line are found together; the same for one request."""
    known = getattr(request, "trouble_id", None)
    if isinstance(known, str):
        return known
    fresh = secrets.token_hex(4)
    if request is not None:
        request.trouble_id = fresh  # type: ignore[attr-defined]  # a mark of ours on Django's request
    return fresh


def place_of(trace: TracebackType | None) -> str:
    """The innermost line of our own code in a traceback: file and number, never a value."""
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_HOUSE)]
    if not frames:
        return "-"
    if not ours:
        return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
    return f"tirek/{Path(ours[-1].filename).relative_to(_HOUSE)}:{ours[-1].lineno}"


def guard_last_words() -> None:
    """Exceptions that nobody caught are one line like all others, in this process from now on, with Django or without."""
    terminal = logging.StreamHandler()
    terminal.setFormatter(Line())
    logging.basicConfig(handlers=[terminal], level=logging.WARNING, force=True)
    logging.raiseExceptions = False  # else a line that cannot be written is printed with its arguments
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _said(record: logging.LogRecord) -> list[str]:
    request = getattr(record, "request", None)
    if request is not None:
        return [str(getattr(record, "status_code", "-")), _method(request), _route(request)]
    if record.name.partition(".")[0] in PLAIN_SPEAKERS:
        return [record.getMessage()]
    return []


def _method(request: object) -> str:
    """Method names come from the network too."""
    method = getattr(request, "method", None)
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "-"


def _route(request: object) -> str:
    match = getattr(request, "resolver_match", None)
    return str(getattr(match, "view_name", None) or "-")


def _trouble(record: logging.LogRecord) -> list[str]:
    kind, _, trace = record.exc_info or (None, None, None)
    if kind is None:
        return []
    return [kind.__name__, "at", place_of(trace), f"id={trouble_id(getattr(record, 'request', None))}"]


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _uncaught(kind: type[BaseException], what: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("tirek").critical("stopped by", exc_info=(kind, what, trace))


def _uncaught_in_thread(gone: threading.ExceptHookArgs) -> None:
    if gone.exc_value is not None:
        name = gone.thread.name if gone.thread else "-"
        logging.getLogger("tirek").critical("thread %s ended by", name, exc_info=(gone.exc_type, gone.exc_value, gone.exc_traceback))


def _unraisable(gone: "sys.UnraisableHookArgs") -> None:
    if gone.exc_value is not None:
        logging.getLogger("tirek").error("while clearing up:", exc_info=(gone.exc_type, gone.exc_value, gone.exc_traceback))
