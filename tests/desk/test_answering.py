"""A worker answers a person; nothing leaves unchecked, and nobody else can read it."""

from uuid import uuid4

from tests.conftest import Cast


def test_a_letter_appears_in_the_new_ones_of_the_team(cast: Cast, person, sign_in) -> None:
    person.writes("Сәлеметсіз бе, көмек керек еді")
    page = sign_in(cast.worker).get("/desk/").content.decode()
    assert "Айнұр" in page and "көмек керек" in page


def test_a_stranger_cannot_tell_that_the_conversation_exists(cast: Cast, person, sign_in) -> None:
    thread = person.writes("Сәлеметсіз бе")
    stranger = sign_in(cast.stranger)
    for address in (f"/desk/{thread.safe_id}/", f"/desk/{uuid4()}/"):
        answer = stranger.get(address)
        assert answer.status_code == 404
    assert "Айнұр" not in stranger.get("/desk/").content.decode()
