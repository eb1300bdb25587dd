"""Everything the ledger can say. A verb that is missing here cannot be recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    SIGNED_IN = "auth.ok", _("signed in")
    SIGN_IN_FAILED = "auth.failed", _("failed to sign in")
    SIGNED_OUT = "auth.out", _("signed out")
    RECOVERY_USED = "auth.recovery_used", _("used a recovery code")
    RECOVERY_MADE = "auth.recovery_made", _("made a new recovery code")
    SAFE_CREATED = "safe.create", _("a new conversation began")
    SAFE_READ = "safe.read", _("opened the conversation")
    SAFE_CLAIMED = "safe.assign", _("took the conversation")
    SAFE_RELEASED = "safe.release", _("gave the conversation back to the team")
    SAFE_CLOSED = "safe.close", _("closed the conversation")
    SAFE_REOPENED = "safe.reopen", _("the conversation opened again")
    DUE_NOW = "safe.due", _("the conversation was put on top")
    DUE_MET = "safe.due_met", _("answered what was due")
    MESSAGE_SENT = "safe.write", _("sent a message")
    MESSAGE_RETRIED = "safe.retry", _("sent a failed message again")
    NOTE_WRITTEN = "safe.note", _("wrote an internal note")
    CHECK_OVERRULED = "conduct.overruled", _("sent a message against a hard stop")
    CHECK_FAILED = "conduct.unchecked", _("a message left unchecked")
    LEDGER_READ = "ledger.read", _("read the ledger")
    ACCOUNT_ADDED = "channel.add", _("added a channel")
    TOKEN_RENEWED = "channel.token", _("renewed the token of a channel")
    CHANNEL_STOPPED = "channel.stop", _("a channel stopped: its token was refused")
    WORKER_ADDED = "people.add", _("added a colleague")
