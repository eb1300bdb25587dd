"""The person's own agreements in the room: given, declined, taken back with one press, with every date."""

from typing import Any
from uuid import uuid4

import pytest

from tests.portal.conftest import Somebody
from tirek.consent.models import Record, Standing
from tirek.conversations.agreed import agreements
from tirek.conversations.briefing import briefing

PAGE = "/room/agreements/"


def says(person: Somebody, where: str, **form: Any) -> int:
    person.reads(PAGE)
    mark = person.hidden("room")
    return person.sends(f"{PAGE}{where}/", **{"once": str(uuid4()), "room": mark, **form}).status_code


def standing(person: Somebody) -> Standing:
    return agreements(person.talk.open).care.standing


def test_nothing_is_agreed_beforehand_and_nothing_is_ticked(person: Somebody) -> None:
    page = person.reads(PAGE)
    assert "Use what I write to help me" in page and "you agreed" not in page
    assert not Record.objects.exists()


def test_a_yes_and_its_taking_back_are_one_press_each_and_stand_with_their_dates(person: Somebody) -> None:
    assert says(person, "yes", purpose="care", answer="yes") == 302
    assert standing(person) is Standing.AGREED
    assert "you agreed" in person.reads(PAGE) and "Take my yes back" in person.page
    assert says(person, "back", purpose="care") == 302
    assert standing(person) is Standing.WITHDRAWN
    page = person.reads(PAGE)
    assert "Taken back: Use what I write" in page and "Agreed: Use what I write" in page and "Today" in page


def test_not_now_is_kept_and_asked_again(person: Somebody) -> None:
    says(person, "yes", purpose="care", answer="no")
    assert standing(person) is Standing.DECLINED
    assert "I agree" in person.reads(PAGE)


def test_the_operator_the_term_and_the_rest_of_the_law_stand_in_the_card(person: Somebody, cast: Any) -> None:
    cast.organisation.registration = "123456789012"
    cast.organisation.save()
    page = person.reads(PAGE)
    for said in ("Operator, BIN", "123456789012", "Passed on abroad", "List of data", "Made public"):
        assert said in page


def test_how_we_work_together_is_shown_whole_and_acknowledged(person: Somebody) -> None:
    (text,) = [one.text for one in briefing("webchat", "en") if one.key == "together"]
    page = person.reads(PAGE)
    assert "You write to the service, not to a worker" in page and "I have read this" in page
    assert says(person, "yes", purpose="boundaries", answer="read") == 302
    found = agreements(person.talk.open).boundaries
    assert found.is_agreed and found.is_proven and found.shown[0][1] == text


@pytest.mark.parametrize(
    "form",
    [
        {"purpose": "care", "answer": "read"},
        {"purpose": "boundaries", "answer": "yes"},
        {"purpose": "everything", "answer": "yes"},
        {"purpose": "first", "answer": "yes"},
        {"purpose": "care"},
        {"purpose": "share", "answer": "yes", "asked": "1"},
        {"purpose": "share", "answer": "yes", "asked": "9999999999999"},
        {"purpose": "care", "answer": "yes", "who": "representative"},
        {"purpose": "care", "answer": "yes", "who": "nobody"},
        {"purpose": "care", "answer": "yes", "once": "x"},
        {"purpose": "care", "answer": "yes", "room": "another"},
    ],
)
def test_what_does_not_belong_is_told_on_the_page_and_keeps_nothing(person: Somebody, form: dict[str, str]) -> None:
    assert says(person, "yes", **form) == 409
    assert "Not yet done" in person.page and not Record.objects.exists()


def test_whoever_writes_only_in_the_room_cannot_be_reached_elsewhere(person: Somebody) -> None:
    assert "There is no other way by which we could reach you" in person.reads(PAGE)


def test_without_a_room_the_page_leads_to_the_number(somebody: Any) -> None:
    stranger = somebody()
    assert "agree" not in stranger.reads(PAGE).lower().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("language, title", [("kk", "Менің келісімдерім"), ("uk", "Мої згоди"), ("ru", "Мои согласия")])
def test_the_page_speaks_the_persons_language(person: Somebody, language: str, title: str) -> None:
    person.browser.post("/language", {"language": language})
    page = person.reads(PAGE)
    assert {"kk": "Маған көмектесу", "uk": "Використовувати те", "ru": "Использовать то"}[language] in page
    says(person, "yes", purpose="care", answer="yes")
    assert agreements(person.talk.open).care.terms["language"] == language


def test_an_unattended_phone_does_not_go_on_showing_the_agreements(person) -> None:
    """The page hears of the end of its session as the room does; without script it asks anew by itself."""
    page = person.reads("/room/agreements/")
    assert 'data-room="' in page and 'data-events="/events/room"' in page
    assert '<noscript><meta http-equiv="refresh" content="960; url=/room/agreements/">' in page
