"""Adding an account of the service on a platform, and asking the platform how it stands."""

import secrets as randomness

import httpx
from django.conf import settings
from django.db import transaction

from tirek.channels.adapters import ADAPTERS
from tirek.channels.models import Account
from tirek.channels.telegram import Telegram
from tirek.kit.protocols import Named
from tirek.kit.refusals import Refused
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.models import Team


def adapter_for(account: Account, *, client: httpx.Client | None = None) -> Telegram:
    """The translator of one account, with its secrets opened. Lives as long as the process, never in a session."""
    opened = account.opened()
    return ADAPTERS[account.kind](
        channel_id=str(account.id),
        account_ref=account.reference,
        secrets=tuple(opened["secrets"]),
        token=opened["token"],
        api_base=settings.TELEGRAM_API_BASE,
        client=client,
    )


def add_account(*, kind: str, name: str, token: str, by: Named | None = None, team: Team | None = None, webhook: str = "") -> Account:
    """Add a channel: the platform is asked who the token belongs to before anything is kept.

    `webhook` is the public address of this service (https://…): the platform is told to deliver there. A bot that is one
    of ours already gets its new token, and what waited in its outbox goes out.
    """
    if kind not in ADAPTERS:
        raise Refused(f"There is no channel called {kind}. Known: {', '.join(ADAPTERS)}.")
    owner = team or Team.objects.order_by("id").first()
    if owner is None:
        raise Refused("There is no organisation yet. Start with: tirek run --demo")
    account = Account(kind=kind, name=name, team=owner)
    secret = randomness.token_urlsafe(32)
    account.seal(token=token.strip(), secrets=[secret])
    adapter = adapter_for(account)
    account.reference = adapter.who_am_i().id
    known = Account.objects.select_related("team").filter(kind=kind, reference=account.reference).first()
    if known:
        return renew_token(account=known, token=token, by=by)
    _keep(account, by)
    if webhook:
        adapter.set_webhook(f"{webhook.rstrip('/')}/hooks/{account.path}", secret)
    return account


@transaction.atomic
def _keep(account: Account, by: Named | None) -> None:
    account.save(force_insert=True)
    record(Verb.ACCOUNT_ADDED, by=by, about=account.id, scope=account.team.oversight_id)


def list_accounts() -> list[Account]:
    return list(Account.objects.select_related("team").order_by("kind", "name"))


def check(account: Account) -> list[str]:
    """What the platform says of this account, in sentences. Raises CannotReach where it does not answer."""
    adapter = adapter_for(account)
    me, hook = adapter.who_am_i(), adapter.webhook_state()
    lines = [f"The token belongs to @{me.username} ({me.name})."]
    if not hook.url.endswith(f"/hooks/{account.path}"):
        lines.append("Telegram does not deliver here. Set it with: tirek channel add … --webhook https://your.address")
    elif hook.last_error:
        lines.append(f"The last delivery failed: {hook.last_error}. Waiting letters: {hook.pending}.")
    else:
        lines.append(f"Telegram delivers here. Waiting letters: {hook.pending}.")
    return lines


@transaction.atomic
def stop(*, account: Account) -> None:
    """The platform refuses the token: stop sending, keep everything that waits, tell the team."""
    if Account.objects.filter(pk=account.pk, state=Account.State.ACTIVE).update(state=Account.State.STOPPED):
        record(Verb.CHANNEL_STOPPED, by=None, about=account.id, scope=account.team.oversight_id)


@transaction.atomic
def renew_token(*, account: Account, token: str, by: Named | None) -> Account:
    """The same account with another token: in service again, its address and secrets unchanged."""
    account.seal(token=token.strip(), secrets=account.opened()["secrets"])
    account.state = Account.State.ACTIVE
    account.save(update_fields=["sealed", "state"])
    record(Verb.TOKEN_RENEWED, by=by, about=account.id, scope=account.team.oversight_id)
    return account
