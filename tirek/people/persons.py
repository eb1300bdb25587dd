"""The people we serve, at the door of their room: no account, no name; two cookies that live as long as the browser is open."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tirek.kit.doors import STEADY
from tirek.vault.actions.sessions import Cookies, SignedIn, load_session
from tirek.vault.actions.talking import TalkReader


class PersonRequest(HttpRequest):
    """A request out of a room: what the door adds."""

    talk: TalkReader
    in_room: SignedIn


def person_cookie_names() -> tuple[str, str]:
    """Apart from the workers' cookies: both may sit before the same browser."""
    return ("__Host-rs", "__Host-rk") if settings.HTTPS else ("rs", "rk")


def person_comes_in(request: HttpRequest) -> None:
    """Put the person's keys on the request where its two cookies open a room that is still there."""
    sid, key = (request.COOKIES.get(name, "") for name in person_cookie_names())
    if not sid or not key:
        return
    signed = load_session(Cookies(sid, key), slide=STEADY not in request.headers)
    if signed is None:
        return
    talk = TalkReader(signed.principal, signed.seed)
    if talk.grant is not None:
        request.in_room, request.talk = signed, talk  # type: ignore[attr-defined]


def person_leaves(request: HttpRequest) -> None:
    talk: TalkReader | None = getattr(request, "talk", None)
    if talk:
        talk.close()


def set_person_cookies(response: HttpResponse, cookies: Cookies) -> None:
    for name, value in zip(person_cookie_names(), (cookies.sid, cookies.key), strict=True):
        response.set_cookie(name, value, secure=settings.HTTPS, httponly=True, samesite="Strict", path="/")


def clear_person_cookies(response: HttpResponse) -> None:
    """Take the room out of this browser. The language stays: a page that suddenly speaks another one draws eyes."""
    for name in person_cookie_names():
        response.set_cookie(name, "", max_age=0, secure=settings.HTTPS, httponly=True, samesite="Strict", path="/")
    response["Clear-Site-Data"] = '"cache", "storage"'
