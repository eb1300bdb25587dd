"""Makes the house's own subject: the demo organisation in a fresh folder, kept quiet, so that only intake is measured.

It is no longer marked as a demo (no invented clients, no stand-in), and its account is stopped: answers are written into
the outbox as always, but nothing is carried out. A few people have rooms. Prints where the webhook is, its secret, and
the numbers of the rooms. Run in the house's environment:

    TIREK_DATA=FOLDER python -m benchmarks.quiet
"""

import argparse
import json
import sys
from io import StringIO
from uuid import uuid4

from tirek.config.waking import wake

ROOMS = 40


def main() -> None:
    wake()
    from tirek.channels.models import Account  # Django must be awake before models are
    from tirek.config.commands import demo
    from tirek.conversations.actions.rooms import Asked, ask_for_help
    from tirek.people.models import Organisation

    demo.run(argparse.Namespace(), sys.stdin.buffer, StringIO())
    Organisation.objects.update(is_demo=False)
    Account.objects.filter(kind="telegram").update(state=Account.State.STOPPED)
    account, room = (
        Account.objects.get(kind="telegram"),
        Account.objects.select_related("team__intake", "team__oversight").get(kind="webchat"),
    )
    asked = [ask_for_help(account=room, asked=Asked("Invented words.", "en"), once=uuid4()).number for _ in range(ROOMS)]
    print(json.dumps({"path": f"/hooks/{account.path}", "secret": account.opened()["secrets"][0], "numbers": asked}))


if __name__ == "__main__":
    main()
