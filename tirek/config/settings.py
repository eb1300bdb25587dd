"""Every setting of the house, read once from the environment (docs/settings.md lists them).

A value that cannot work stops the start with one sentence that says what to do.
"""

import os
from pathlib import Path

import environ

env = environ.Env()

REPOSITORY = Path(__file__).resolve().parents[2]

DATA = Path(env.str("TIREK_DATA", default="data")).expanduser().absolute()
"""The data folder: database, sessions and, unless TIREK_KEYS says otherwise, the shred store."""
KEYS = Path(env.str("TIREK_KEYS", default=str(DATA / "keys"))).expanduser().absolute()
"""The shred store and the public halves of the organisation's keys; a volume of its own in real service."""
BOOT_KEY_FILE = Path(env.str("TIREK_BOOT_KEY_FILE", default=f"{DATA}.boot")).expanduser().absolute()
"""The boot key: beside the data folder in the demo, off the disk in real service (vault)."""
HOST = env.str("TIREK_HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
HTTPS = env.bool("TIREK_HTTPS", default=False)
"""True behind a TLS proxy: Secure cookies with the __Host- prefix and HSTS."""
TELEGRAM_API_BASE = env.str("TIREK_TELEGRAM_API_BASE", default="https://api.telegram.org")

DEBUG = False
ALLOWED_HOSTS = env.list("TIREK_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
SECRET_KEY = os.urandom(32).hex()  # nothing lasting is signed with it: sessions and forms are the vault's

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "tirek.ui",
    "tirek.ledger",
    "tirek.vault",
    "tirek.people",
    "tirek.conduct",
    "tirek.channels",
    "tirek.conversations",
    "tirek.desk",
    "tirek.demo",
]
ROOT_URLCONF = "tirek.config.urls"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("kk", "Қазақша"), ("uk", "Українська"), ("ru", "Русский"), ("en", "English")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "tirek.sqlite3"}}
