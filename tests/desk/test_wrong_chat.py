"""CTX-09: a name or a number of another conversation in a draft is perhaps the wrong chat, and stops the message."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.conftest import Cast, Person
from tirek.conversations.actions.whose import Whose
from tirek.conversations.models import Outbox, Thread, WhoseIndex

pytestmark = pytest.mark.usefixtures("both_databases")
Browser = Callable[..., Client]
HERS = "Здравствуйте, меня зовут Мадина Сарыбекова, мой телефон +7 701 555 31 42, жду ответа."
OTHERS = "Здравствуйте, меня зовут Оксана Вигаденко. Телефон 8 702 555 77 31."


@pytest.fixture
def two(person: Person) -> tuple[Thread, Thread]:
    return person.writes(HERS, chat=9101), person.writes(OTHERS, chat=9102)


def opens(browser: Client, *threads: Thread) -> None:
    for thread in threads:
        assert browser.get(f"/desk/{thread.safe_id}/").status_code == 200


def says(browser: Client, thread: Thread, words: str) -> HttpResponse:
    return browser.post(f"/desk/{thread.safe_id}/say/", {"words": words, "once": uuid4(), "seen_seq": 99})


@pytest.mark.parametrize(
    "words",
    [
        "Оксана Вигаденко, справка готова, приходите завтра до 17:00.",
        "Перезвоню на 8 702 555-77-31 завтра до 17:00.",
        "Здравствуйте, Оксано Вигаденко, справку можно забрать завтра.",
    ],
)
def test_a_name_or_number_of_another_conversation_stops_the_message(cast: Cast, two, sign_in: Browser, words: str) -> None:
    browser = sign_in(cast.worker)
    opens(browser, *two)
    sent = Outbox.objects.count()
    assert says(browser, two[0], words).status_code == 409
    assert Outbox.objects.count() == sent


@pytest.mark.parametrize(
    "words", ["Мадина Сарыбекова, справка готова, приходите завтра до 17:00.", "Оксана, ваша справка завтра до 17:00."]
)
def test_what_is_this_persons_own_goes(cast: Cast, two, sign_in: Browser, words: str) -> None:
    browser = sign_in(cast.worker)
    opens(browser, *two)
    assert says(browser, two[0] if "Мадина" in words else two[1], words).status_code == 302


def test_a_colleague_who_never_opened_the_other_conversation_is_told_nothing(cast: Cast, two, sign_in: Browser) -> None:
    """The index is each worker's own: it cannot be asked who else writes to the service."""
    opens(sign_in(cast.worker), *two)
    hers = sign_in(cast.teammate)
    opens(hers, two[0])
    words = "Справку заберёт Оксана Вигаденко завтра до 17:00."
    assert says(sign_in(cast.worker), two[0], words).status_code == 409
    assert says(hers, two[0], words).status_code == 302
    assert not Whose.opened(cast.teammate, _reader(cast.teammate)).asked_in(two[0].safe_id)("name", "оксана вигаденко")


def test_an_index_of_somebody_else_opens_for_nobody(cast: Cast, two, sign_in: Browser) -> None:
    opens(sign_in(cast.worker), *two)
    kept = WhoseIndex.objects.get(worker=cast.worker)
    WhoseIndex.objects.update_or_create(worker=cast.teammate, defaults={"body": kept.body})
    assert Whose.opened(cast.worker, _reader(cast.worker)).safes
    assert not Whose.opened(cast.teammate, _reader(cast.teammate)).safes


def test_the_index_holds_no_word(cast: Cast, two, sign_in: Browser) -> None:
    opens(sign_in(cast.worker), *two)
    index = Whose.opened(cast.worker, _reader(cast.worker))
    assert len(index.safes) == 2
    body = bytes(WhoseIndex.objects.get().body)
    assert not any(word.encode() in body for word in ("вигаденко", "Вигаденко", "7025557731", two[0].safe_id.hex))


def test_an_index_stays_small(cast: Cast) -> None:
    index = Whose(b"0" * 16)
    for _ in range(450):
        index.enter(uuid4(), 1, ["Айгүл Ойдантапқан"], ["тел 8 702 555 77 31"])
    kept = Whose.opened(cast.worker, _reader(cast.worker))
    WhoseIndex.objects.update_or_create(worker=cast.worker, defaults={"body": index.sealed(cast.worker, _reader(cast.worker))})
    assert not kept.safes and len(Whose.opened(cast.worker, _reader(cast.worker)).safes) == 400


def _reader(worker):
    from tests.conftest import PASSWORD
    from tirek.vault.actions import keys
    from tirek.vault.actions.reading import Reader

    return Reader(worker.principal_id, keys.unlock_with_password(worker.principal, PASSWORD))
