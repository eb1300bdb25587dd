"""V-19: key material cannot be written down by mistake."""

import copy
import dataclasses
import io
import json
import logging
import pickle
import pprint
import traceback
from uuid import uuid4

import pytest
from django.template import Context, Engine

from tests.conftest import Cast
from tirek.people.actions.colleagues import Welcome
from tirek.vault.actions.safes import Sealer, sealers
from tirek.vault.actions.sessions import Cookies
from tirek.vault.boot import house
from tirek.vault.models import SafeGen
from tirek.vault.secret import Secret

BYTES = b"an invented key of 32 bytes ....."
DOTS = "•••"


def _shows_nothing(text: str, *secrets: bytes) -> None:
    for secret in secrets or (BYTES,):
        for shape in (secret.decode("latin-1"), repr(secret)[2:-1], secret.hex(), repr(bytearray(secret))[12:-2], str(list(secret))):
            assert shape not in text


@pytest.mark.parametrize(
    "written",
    [repr, str, format, ascii, lambda s: f"{s}", lambda s: f"{s!r:>20}", lambda s: f"{s:x}", "%s".__mod__, "%r".__mod__, "{0!s}".format],
)
def test_v19_a_secret_is_written_as_dots(written) -> None:
    text = written(Secret(BYTES))
    _shows_nothing(text)
    assert DOTS in text or ascii(DOTS)[1:-1] in text


def test_v19_a_secret_inside_other_things_is_dots_too() -> None:
    secret = Secret(BYTES)
    held = {"list": [secret], "tuple": (secret,), "cookies": Cookies("sid-in-hex", "key-in-hex"), "house": house()}
    text = repr(held) + str(held) + pprint.pformat(held)
    _shows_nothing(text, BYTES, house().pepper.reveal(), house().relay_private.reveal(), b"sid-in-hex", b"key-in-hex")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_v19_a_secret_is_not_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps({"seed": Secret(BYTES)}, protocol)


@pytest.mark.parametrize(
    "attempt",
    [
        copy.copy,
        copy.deepcopy,
        json.dumps,
        bytes,
        list,
        len,
        hash,
        vars,
        iter,
        dataclasses.asdict,
        lambda s: json.dumps({"a": s}),
        memoryview,
    ],
)
def test_v19_a_secret_is_not_copied_or_taken_apart(attempt) -> None:
    with pytest.raises(TypeError) as refused:
        attempt(Secret(BYTES))
    _shows_nothing(str(refused.value))


def test_v19_a_log_line_shows_dots() -> None:
    stream = io.StringIO()
    speaker = logging.Logger("a test of its own")
    speaker.addHandler(logging.StreamHandler(stream))
    secret = Secret(BYTES)
    speaker.error("opened %s %r", secret, {"seed": secret})
    try:
        raise ValueError(secret)
    except ValueError:
        speaker.exception("with %s", secret)
    assert DOTS in stream.getvalue()
    _shows_nothing(stream.getvalue())


def test_v19_a_traceback_that_shows_locals_shows_dots() -> None:
    def deep(seed: Secret) -> None:
        holder = [seed]
        raise RuntimeError(f"broken with {holder}")

    try:
        deep(Secret(BYTES))
    except RuntimeError as broken:
        text = "".join(traceback.TracebackException.from_exception(broken, capture_locals=True).format())
    assert "seed = •••" in text
    _shows_nothing(text)


@pytest.mark.parametrize(
    "words", ["{{ seed }}", "{{ seed|safe }}", "{{ seed.reveal }}", "{{ seed.wipe }}", "{{ held.seed.reveal }}", "{% debug %}"]
)
def test_v19_a_template_shows_dots_and_cannot_open_or_wipe(words: str) -> None:
    seed = Secret(BYTES)
    _shows_nothing(Engine(debug=True).from_string(words).render(Context({"seed": seed, "held": {"seed": seed}})))
    assert seed.reveal() == BYTES


def test_v19_a_secret_is_compared_and_wiped_whole() -> None:
    secret = Secret(BYTES)
    assert secret == Secret(bytearray(BYTES))
    assert secret != Secret(BYTES[::-1])
    assert secret != BYTES
    secret.wipe()
    with pytest.raises(ValueError, match="wiped"):
        secret.reveal()


def test_v19_an_open_safe_and_a_sealer_show_no_key(cast: Cast, person, reader) -> None:
    """The keys derived from a seed are as good as the seed."""
    thread = person.writes("Сәлеметсіз бе")
    opened = reader(cast.worker).open(thread.safe)
    header = opened.header()
    opened.seal_draft(uuid4(), b"words")
    sealer = sealers(SafeGen.objects.filter(safe=thread.safe))[thread.safe_id]
    halves = [opened._file, opened._talk]
    keys = [key.reveal() for half in halves for key in (half._seed, half._sym, half._private)] + [sealer.unit]
    assert header and len(keys) >= 3
    _shows_nothing(repr(opened) + repr(sealer), *keys)
    assert isinstance(sealer, Sealer)


def test_v19_what_is_shown_once_at_the_beginning_is_not_shown_by_a_repr(cast: Cast) -> None:
    welcome = Welcome(cast.worker, cast.recovery["worker"].split("-"))
    assert not [group for group in welcome.recovery if len(group) == 4 and group in repr(welcome)]
