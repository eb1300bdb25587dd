"""Adding an account of the service on a platform, or its own web room, and asking the platform how it stands."""

import secrets as randomness
from dataclasses import dataclass

import httpx
from django.conf import settings
from django.db import transaction

from tirek.channels import rules
from tirek.channels.adapters import ADAPTERS, PLATFORMS, POLLED
from tirek.channels.base import ChannelAdapter, ChannelKind
from tirek.channels.models import Account
from tirek.channels.platforms import Platform, PolledPlatform, Speaks_co, Speech, WebhookState
from tirek.kit.protocols import Named
from tirek.kit.refusals import Refused
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.models import Team
from tirek.vault.models import this_minute

Receives = Account.Receives
CONTESTED_MIN = 10
"""For how many minutes after it was noticed we say that somebody else asks for an account's letters."""


def adapter_for(account: Account, *, client: httpx.Client | None = None) -> ChannelAdapter:
    """The translator of one account, with its secrets opened. Lives as long as the process, never in a session."""
    return _made(ADAPTERS[account.kind], account, client)


def platform_for(account: Account) -> Platform | None:
    """The same, for an account with a platform behind it; None for the web room."""
    speech = PLATFORMS.get(account.kind)
    return _made(speech, account) if speech else None


def polled_for(account: Account) -> PolledPlatform | None:
    """The same, for an account whose platform may be asked for letters."""
    speech = POLLED.get(account.kind)
    return _made(speech, account) if speech else None


def _made(speech: Speech[Speaks_co], account: Account, client: httpx.Client | None = None) -> Speaks_co:
    opened = account.opened()
    return speech(
        channel_id=str(account.id),
        account_ref=account.reference,
        secrets=tuple(opened["secrets"]),
        token=opened["token"],
        api_base=settings.TELEGRAM_API_BASE,
        client=client,
    )


def add_room(*, name: str, by: Named | None = None, team: Team | None = None) -> Account:
    """Add the web room: our own pages, so it has no token and nobody is asked. A house has one."""
    rules.must_be_the_only_room()
    account = Account(kind=ChannelKind.WEBCHAT.value, name=name, team=team or _first_team())
    account.seal(token="", secrets=[])
    _keep(account, by)
    return account


def add_account(
    *,
    kind: str,
    name: str,
    token: str,
    by: Named | None = None,
    team: Team | None = None,
    webhook: str = "",
    poll: bool = False,
    take_over: bool = False,
) -> Account:
    """Add a channel: the platform is asked who the token belongs to before anything is kept.

    `webhook` is the public address of this service (https://…): the platform is told to deliver there. Without it a new
    account polls: this house asks for its letters. A bot that is one of ours already gets its new token, what waited in
    its outbox goes out, and it receives as before unless `webhook` or `poll` says otherwise. A bot whose letters go to
    an address that is not ours is refused, unless `take_over` says that they shall come here.
    """
    if kind not in PLATFORMS:
        raise Refused(f"There is no platform called {kind}. Known: {', '.join(PLATFORMS)}.")
    account = Account(kind=kind, name=name, team=team or _first_team())
    account.seal(token=token.strip(), secrets=[randomness.token_urlsafe(32)])
    account.reference = _platform(account).who_am_i().id
    known = Account.objects.select_related("team").filter(kind=kind, reference=account.reference).first()
    way = _way(known, webhook, poll)
    if way != Receives.HOOK or webhook:
        theirs = address_of_somebody_else(_platform(account).webhook_state(), known, webhook)
        rules.must_not_be_taken_from(theirs, take_over=take_over)
    if known:
        account = renew_token(account=known, token=token, by=by, receives=way)
    else:
        account.receives = way
        _keep(account, by)
    _connect(account, webhook)
    return account


def _first_team() -> Team:
    team = Team.objects.order_by("id").first()
    if team is None:
        raise Refused("There is no organisation yet. Make yours first: tirek setup")
    return team


def _way(known: Account | None, webhook: str, poll: bool) -> str:
    if webhook:
        return Receives.HOOK
    return known.receives if known and not poll else Receives.POLL


def _platform(account: Account) -> Platform:
    platform = platform_for(account)
    if platform is None:
        raise Refused(f"Nobody stands behind {account.name}: there is no token, no address and nobody to ask.")
    return platform


def address_of_somebody_else(state: WebhookState, known: Account | None, webhook: str = "") -> str:
    """Where the platform delivers this account's letters, unless that is nowhere or here."""
    here = (known and state.url.endswith(f"/hooks/{known.path}")) or (webhook and state.url.startswith(f"{webhook.rstrip('/')}/hooks/"))
    return "" if here else state.url


@transaction.atomic
def _keep(account: Account, by: Named | None) -> None:
    account.save(force_insert=True)
    record(Verb.ACCOUNT_ADDED, by=by, about=account.id, scope=account.team.oversight_id)


def _connect(account: Account, webhook: str) -> None:
    """Tell the platform where its letters go from now on; a hooked account whose address was not given keeps its own."""
    if webhook:
        secret = account.opened()["secrets"][0]
        _platform(account).set_webhook(f"{webhook.rstrip('/')}/hooks/{account.path}", secret)
    elif account.receives == Receives.POLL and (polled := polled_for(account)):
        polled.drop_webhook()


def list_accounts() -> list[Account]:
    return list(Account.objects.select_related("team").order_by("kind", "name"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands with its platform: sentences, and whether letters come here."""

    is_well: bool
    lines: tuple[str, ...]


def standing(account: Account) -> Standing:
    """What the platform says of this account. Raises CannotReach where it does not answer."""
    platform = platform_for(account)
    if platform is None:
        return Standing(True, ("This is the web room of this house: nobody outside has to be asked.",))
    me, hook = platform.who_am_i(), platform.webhook_state()
    well, line = _polled(account, hook) if account.receives == Receives.POLL else _hooked(account, hook)
    return Standing(well, (f"The token belongs to @{me.username} ({me.name}).", line))


def check(account: Account) -> list[str]:
    """The sentences alone. Raises CannotReach where the platform does not answer."""
    return list(standing(account).lines)


def _hooked(account: Account, hook: WebhookState) -> tuple[bool, str]:
    if not hook.url.endswith(f"/hooks/{account.path}"):
        return False, "Telegram does not deliver here. Set it with: tirek channel add … --webhook https://your.address"
    if hook.last_error:
        return False, f"The last delivery failed: {hook.last_error}. Waiting letters: {hook.pending}."
    return True, f"Telegram delivers here. Waiting letters: {hook.pending}."


def _polled(account: Account, hook: WebhookState) -> tuple[bool, str]:
    if theirs := address_of_somebody_else(hook, account):
        return False, rules.hooked_elsewhere(theirs)
    if is_contested(account):
        return False, rules.POLLED_ELSEWHERE
    return True, f"This house asks Telegram for the letters itself, while it is open. Waiting there: {hook.pending}."


def is_contested(account: Account) -> bool:
    """Whether somebody else asked for this account's letters a short while ago: some of them may have gone there."""
    return account.polled_elsewhere_min is not None and this_minute() - account.polled_elsewhere_min <= CONTESTED_MIN


def note_rival(*, account: Account) -> None:
    """Remember, for `channel check` and the doctor, that somebody else asks for this account's letters now."""
    Account.objects.filter(pk=account.pk).update(polled_elsewhere_min=this_minute())


@transaction.atomic
def stop(*, account: Account) -> None:
    """The platform refuses the token: stop sending, keep everything that waits, tell the team."""
    if Account.objects.filter(pk=account.pk, state=Account.State.ACTIVE).update(state=Account.State.STOPPED):
        record(Verb.CHANNEL_STOPPED, by=None, about=account.id, scope=account.team.oversight_id)


@transaction.atomic
def renew_token(*, account: Account, token: str, by: Named | None, receives: str = "") -> Account:
    """The same account with another token: in service again, its address and secrets unchanged."""
    account.seal(token=token.strip(), secrets=account.opened()["secrets"])
    account.state = Account.State.ACTIVE
    account.receives = receives or account.receives
    account.save(update_fields=["sealed", "state", "receives"])
    record(Verb.TOKEN_RENEWED, by=by, about=account.id, scope=account.team.oversight_id)
    return account
