"""Where the rows live: two SQLite files beside each other, or one PostgreSQL database named by DATABASE_URL."""

import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Place = dict[str, Any]
MOST_CONNECTIONS = 12
"""Of one process: four page threads, the receiver, the delivery with its carriers, and the small ones that look things up."""
PATIENCE_S = 5
"""How long somebody waits for a connection before he hears 503."""
IN_FORCE = {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "30s", "synchronous_commit": "on"}
"""What every connection asks of PostgreSQL: nothing may hang for ever, and what is acknowledged is on the disk."""
ROUTERS = ["tirek.config.database.routers.SessionsApart"]
_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
_NOT_UNDERSTOOD = "DATABASE_URL must be like postgres://user@host:5432/name (percent-encode what is odd), or unset for SQLite"


def databases(url: str, data: Path) -> dict[str, Place]:
    """Django's DATABASES. On SQLite sessions have a file of their own, on PostgreSQL an UNLOGGED table (sessions.py)."""
    if url:
        return {"default": postgresql(url)}
    return {"default": sqlite(data, "tirek", "FULL"), "sessions": sqlite(data, "sessions", "NORMAL")}


def sqlite(data: Path, name: str, synchronous: str) -> Place:
    """One database file, written under the pen. Tests use files too: threads of theirs must see the same rows."""
    return {
        "ENGINE": "tirek.config.database",
        "NAME": data / f"{name}.sqlite3",
        "CONN_MAX_AGE": None,  # one connection for each thread, as long as the thread lives
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}",
        },
        "TEST": {"NAME": str(Path(tempfile.gettempdir()) / f"tirek-test-{os.getpid()}-{name}.sqlite3")},
    }


def postgresql(url: str) -> Place:
    """One database behind a small pool. A connection is borrowed for one piece of work and looked at before it is lent:
    after a restart of the server the first one in line gets a new connection, not the broken one."""
    named = _understood(url)
    options = " ".join([named.pop("options", ""), *(f"-c {name}={value}" for name, value in IN_FORCE.items())]).strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{ours: named.pop(libpq, "") for libpq, ours in _NAMES.items()},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **named,  # sslmode and its like
            "options": options,
            "application_name": "tirek",
            "connect_timeout": PATIENCE_S,
            "server_side_binding": True,
            "prepare_threshold": 5,
            "pool": {"min_size": 1, "max_size": MOST_CONNECTIONS, "timeout": PATIENCE_S},
        },
        "TEST": {"NAME": f"tirek_test_{os.getpid()}"},
    }


def _understood(url: str) -> dict[str, Any]:
    """The parts of the address by libpq's names; the sentence about a wrong one repeats none of it: it may hold a password."""
    try:
        parts = urlsplit(url)
        named = {"host": parts.hostname, "port": parts.port, "user": parts.username, "password": parts.password, "dbname": parts.path[1:]}
    except ValueError:
        raise ImproperlyConfigured(_NOT_UNDERSTOOD) from None
    if parts.scheme not in ("postgres", "postgresql") or not named["dbname"]:
        raise ImproperlyConfigured(_NOT_UNDERSTOOD)
    return {name: unquote(str(value)) for name, value in named.items() if value} | dict(parse_qsl(parts.query))
