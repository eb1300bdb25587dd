"""Every setting of the house, read once from the environment (docs/settings.md lists them).

A value that cannot work stops the start with one sentence that says what to do.
"""

import os
from pathlib import Path

import environ

from tirek.config import logs
from tirek.config.database import places

env = environ.Env()

REPOSITORY = Path(__file__).resolve().parents[2]

DATA = Path(env.str("TIREK_DATA", default="data")).expanduser().absolute()
"""The data folder: database, sessions and, unless TIREK_KEYS says otherwise, the shred store."""
KEYS = Path(env.str("TIREK_KEYS", default=str(DATA / "keys"))).expanduser().absolute()
"""The shred store and the public halves of the organisation's keys; a volume of its own in real service."""
BOOT_KEY_FILE = Path(env.str("TIREK_BOOT_KEY_FILE", default=f"{DATA}.boot")).expanduser().absolute()
"""The boot key: beside the data folder in the demo, off the disk in real service (vault)."""
LEDGER_COPY = Path(env.str("TIREK_LEDGER_COPY", default=str(KEYS / "ledger-checkpoints.jsonl"))).expanduser().absolute()
"""Where the ledger's signed checkpoints stand outside the database; in real service on another host, or where nothing can be taken back."""
HOST = env.str("TIREK_HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
HTTPS = env.bool("TIREK_HTTPS", default=False)
"""True behind a TLS proxy: Secure cookies with the __Host- prefix and HSTS."""
ADDRESS = env.str("TIREK_ADDRESS", default=f"http://{HOST}:{PORT}").rstrip("/")
"""How people outside reach the service; it stands in the links that the house sends."""
TELEGRAM = "https://api.telegram.org"
TELEGRAM_API_BASE = env.str("TIREK_TELEGRAM_API_BASE", default=TELEGRAM)
DEMO_QUIET = env.bool("TIREK_DEMO_QUIET", default=False)
"""True: nobody in the demo writes by himself."""

MAKE_STARTED = env.float("TIREK_MAKE_STARTED", default=0.0)
"""When `make run` was called (seconds since 1970), so that the whole way to an open house can be told."""

DEBUG = False
ALLOWED_HOSTS = env.list("TIREK_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SECRET_KEY = os.urandom(32).hex()  # nothing lasting is signed with it: sessions and forms are the vault's

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "tirek.ui",
    "tirek.ledger",
    "tirek.vault",
    "tirek.people",
    "tirek.consent",
    "tirek.conduct",
    "tirek.channels",
    "tirek.conversations",
    "tirek.desk",
    "tirek.portal",
    "tirek.insights",
    "tirek.demo",
]
ARGON2_OPS, ARGON2_KIB = 3, 64 * 1024
"""What one try at a password costs: three passes over 64 MiB (about 0.1 s on a small machine)."""
ROOT_URLCONF = "tirek.config.urls"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("kk", "Қазақша"), ("uk", "Українська"), ("ru", "Русский"), ("en", "English")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOCALE_PATHS = [REPOSITORY / "tirek" / "ui" / "locale"]
FORMAT_MODULE_PATH = "tirek.ui.formats"
STATIC_URL = "/static/"
MIDDLEWARE = [
    "tirek.ui.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tirek.ui.languages.Languages",
    "tirek.ui.refusals.Refusals",
    "tirek.ui.origins.Origins",
    "tirek.people.doors.Doors",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", "tirek.ui.looks.looks", "tirek.people.rail.rail"]},
    }
]
MAX_BODY = 4 * 1024 * 1024
"""The largest request body that is read at all; beyond it the answer is 413."""
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY


DATABASE_URL = env.str("DATABASE_URL", default="")
"""A PostgreSQL database (postgres://user@host:5432/name), or nothing: SQLite in the data folder."""
DATABASES = places.databases(DATABASE_URL, DATA)
DATABASE_ROUTERS = [] if DATABASE_URL else places.ROUTERS

LOGGING = logs.LOGGING
