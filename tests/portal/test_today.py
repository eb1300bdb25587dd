"""How I am today, in the room: said, seen, changed and taken back without script; shown to the worker, gone after a day."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client

from tests.conftest import Cast
from tirek.conversations.actions.own_cues import empty_what_is_over
from tirek.conversations.models import Passing
from tirek.people.models import Worker
from tirek.vault.models import Safe

SignIn = Callable[[Worker], Client]
PAGE = "/room/today/"


@pytest.fixture
def desk(cast: Cast, sign_in: SignIn, person) -> Callable[[], str]:
    """The conversation as its worker has it before his eyes."""
    browser = sign_in(cast.worker)
    return lambda: browser.get(f"/desk/{person.thread.safe_id}/").content.decode()


def says(person, **form: object) -> str:
    person.reads(PAGE)
    answer = person.sends(f"{PAGE}say/", **{"once": str(uuid4()), "room": person.room, "step": "", **form})
    assert answer.status_code == 302, person.page
    return str(answer["Location"])


ALL = {
    "sign": "tired",
    "sign_words": "канарейка-8801",
    "read": ["short", "silent"],
    "topic": ["family"],
    "topic_words": "суд",
    "tone": "gentle",
}


def test_the_worker_reads_it_at_the_top_as_the_persons_own_word(person, desk) -> None:
    says(person, **ALL)
    page = desk()
    top = page[page.index('id="how"') : page.index('id="notice"')]
    assert "The person says" in top and "канарейка-8801" in top and "суд" in top and "until tomorrow" in top
    assert "Short answers are not anger" in top and "my family" in top and "gently" in top
    assert "possible" not in top and "perhaps" not in top, "never as a guess"


def test_the_person_sees_what_stands_and_changes_it(person, desk) -> None:
    says(person, **ALL)
    assert "канарейка-8801" in person.reads(PAGE) and 'value="tired" checked' in person.page
    assert "until tomorrow" in person.reads("/room/")
    says(person, **{**ALL, "sign": "calm", "sign_words": ""})
    page = desk()
    assert "канарейка-8801" not in page and "calm" in page


def test_taking_back_takes_effect_at_once(person, desk) -> None:
    says(person, **ALL)
    person.reads(PAGE)
    assert person.sends(f"{PAGE}nothing/", once=str(uuid4()), room=person.room)["Location"] == PAGE
    assert "канарейка-8801" not in desk() and "The person says" not in desk()
    assert "канарейка-8801" not in person.reads("/room/") and "канарейка-8801" not in person.reads(PAGE)
    assert not Passing.objects.filter(until_min__gt=0).exists(), "and nothing of it waits"


def test_after_a_day_it_is_nowhere(person, desk) -> None:
    says(person, **ALL)
    Passing.objects.update(until_min=F("until_min") - 24 * 60)
    for page in (desk(), person.reads("/room/"), person.reads(PAGE)):
        assert "канарейка-8801" not in page and "The person says" not in page and "This stands there now" not in page
    assert empty_what_is_over() == 1
    assert "канарейка-8801" not in desk()


def test_the_list_of_conversations_does_not_show_it_after_its_day(person, cast: Cast, sign_in: SignIn) -> None:
    says(person, sign_words="канарейка-8802")
    browser = sign_in(cast.worker)
    assert "канарейка-8802" in browser.get("/desk/").content.decode()
    Passing.objects.update(until_min=F("until_min") - 24 * 60)
    assert "канарейка-8802" not in browser.get("/desk/").content.decode()
    empty_what_is_over()
    assert "The person said how they are" in browser.get("/desk/").content.decode()


def test_in_simple_mode_it_is_one_question_at_a_time(person) -> None:
    person.browser.cookies["tirek_simple"] = "on"
    first = person.reads(f"{PAGE}?step=sign")
    assert 'name="sign"' in first and 'name="read"' not in first and 'name="tone"' not in first
    assert says(person, step="sign", sign="sad") == f"{PAGE}?step=read"
    assert says(person, step="read", read=["slow"]) == f"{PAGE}?step=topic"
    assert says(person, step="tone", tone="brief") == PAGE
    shown = person.reads(PAGE)
    assert all(part in shown for part in ("sad", "I need time to answer", "short and plain")), "the steps before are not undone"


def test_saying_nothing_leaves_nothing(person) -> None:
    says(person, sign="", tone="")
    assert not Passing.objects.exists()


def test_the_same_form_twice_says_it_once(person) -> None:
    person.reads(PAGE)
    form = {"once": str(uuid4()), "room": person.room, "step": "", "sign": "tired", "sign_words": "екі рет"}
    for _ in range(2):
        person.sends(f"{PAGE}say/", **form)
    assert Passing.objects.filter(until_min__gt=0).count() == 2, "the choice, and the words"


def test_too_many_words_come_back_in_the_field(person) -> None:
    person.reads(PAGE)
    answer = person.sends(f"{PAGE}say/", once=str(uuid4()), room=person.room, step="", sign_words="сөз " * 100)
    assert answer.status_code == 409 and "Three hundred" in person.page and "сөз сөз" in person.page


def test_a_form_of_another_room_is_refused(person) -> None:
    person.reads(PAGE)
    answer = person.sends(f"{PAGE}say/", once=str(uuid4()), room="another", step="", sign="sad")
    assert answer.status_code == 409 and not Passing.objects.exists()


def test_choices_wait_for_nobody_but_own_words_do(person) -> None:
    Safe.objects.update(waiting_since_min=None)
    says(person, sign="tired")
    assert Safe.objects.get().waiting_since_min is None
    says(person, sign="tired", sign_words="жүрегім ауырып тұр")
    assert Safe.objects.get().waiting_since_min is not None


def test_words_of_danger_are_read_as_in_any_letter(person) -> None:
    says(person, sign_words="Я больше не хочу жить, сегодня я убью себя")
    assert Safe.objects.get().due_min is not None


def test_an_old_button_of_the_messenger_leads_to_the_page(person) -> None:
    person.reads("/room/")
    assert person.sends("/room/press/", payload="how", once=str(uuid4()), room=person.room)["Location"] == PAGE


def test_a_draft_that_touches_it_gets_a_hint_and_only_today(person, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.worker)
    draft = {"words": "What does your husband say? And the court?", "once": str(uuid4()), "form": str(uuid4()), "seen_seq": 99}

    def findings() -> str:
        return browser.post(f"/desk/{person.thread.safe_id}/draft/", draft, HTTP_HX_REQUEST="true").content.decode()

    asked = "A topic the person asked to leave out today"
    assert asked not in findings()
    says(person, topic=["family"])
    assert asked in findings()
    says(person, topic_words="court hearing")
    assert asked in findings()
    Passing.objects.update(until_min=F("until_min") - 24 * 60)
    assert asked not in findings()
