"""Which model lives in which file."""

from typing import Any

from django.db.models import Model


class SessionsApart:
    """The vault's sessions live in the file "sessions", which is deleted at every start; everything else in "default"."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return "sessions" if _is_session(model._meta.app_label, model._meta.model_name) else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        """A relation across two files could not be kept; the vault's session names its principal by a plain id."""
        apart = {_is_session(row._meta.app_label, row._meta.model_name) for row in (one, other)}
        return None if len(apart) == 1 else False

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        return (db == "sessions") is _is_session(app_label, model_name)


def _is_session(app_label: str, model_name: str | None) -> bool:
    return app_label == "vault" and model_name == "session"
