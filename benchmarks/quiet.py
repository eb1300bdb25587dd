"""Makes the house's own subject: the demo organisation in a fresh folder, kept quiet, so that only intake is measured.

It is no longer marked as a demo (no invented clients, no stand-in), and its account is stopped: answers are written into
the outbox as always, but nothing is carried out. Prints where the webhook is and its secret. Run in the house's environment:

    TIREK_DATA=FOLDER python -m benchmarks.quiet
"""

import argparse
import json
import os
import sys
from io import StringIO

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tirek.config.settings"
    django.setup()
    from tirek.channels.models import Account  # Django must be awake before models are
    from tirek.config.commands import demo
    from tirek.people.models import Organisation

    demo.run(argparse.Namespace(), sys.stdin.buffer, StringIO())
    Organisation.objects.update(is_demo=False)
    Account.objects.update(state=Account.State.STOPPED)
    account = Account.objects.get()
    print(json.dumps({"path": f"/hooks/{account.path}", "secret": account.opened()["secrets"][0]}))


if __name__ == "__main__":
    main()
