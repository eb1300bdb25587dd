"""Django's pages through the real server: whole answers, streams, limits, people who leave, and faults."""

import asyncio
import socket
import time

import httpx
import loopback_urls
import pytest

from tirek.config.asgi import house
from tirek.config.pages import Pages


@pytest.fixture
def pages(settings):
    settings.ROOT_URLCONF = "loopback_urls"
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
    settings.MIDDLEWARE = ["tirek.ui.headers.Headers", "tirek.ui.refusals.Refusals"]
    loopback_urls.ended.clear()
    pages = Pages()
    yield pages
    pages.stop()


@pytest.fixture
def server(pages, opened):
    with opened(house(pages=pages, hooks=pages, events=pages), on_shutdown=[pages.hang_up]) as opened_house:
        yield opened_house


@pytest.fixture
def web(server):
    with httpx.Client(base_url=server.url, timeout=5, trust_env=False) as client:
        yield client


def test_a_page_gets_body_query_and_cookies_and_answers_with_all_of_its_headers(web):
    answer = web.post("/echo/?q=сұрақ", content="жауап" * 20_000, headers={"Cookie": "who=someone"})
    assert answer.json() == {"method": "POST", "body": "жауап" * 20_000, "asked": "сұрақ", "who": "someone"}
    assert [value.split(";")[0] for value in answer.headers.get_list("set-cookie")] == ["one=1", "two=2"]
    assert answer.headers["content-length"] == str(len(answer.content))
    assert "server" not in answer.headers


def test_head_has_the_headers_of_the_page_and_no_body(web):
    answer = web.head("/echo/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 10
    assert web.head("/stream/?pieces=3").content == b""
    assert loopback_urls.ended == []  # the stream was not even begun


def test_an_answer_without_content_has_no_length(web):
    answer = web.get("/nothing/")
    assert (answer.status_code, "content-length" in answer.headers) == (204, False)
    assert web.get("/echo/").status_code == 200  # over the same connection


def test_a_database_connection_is_made_once_for_each_of_four_threads(web, apart):
    seen = [web.get("/database/").text.split() for _ in range(30)]
    names = {name for name, _ in seen}
    connections_made = {made for _, made in seen}
    assert len(names) <= 4
    assert len(connections_made) == len(names)


def test_what_a_page_opened_is_closed_in_the_thread_that_opened_it(web):
    web.get("/closing/")
    assert loopback_urls.ended == ["same thread"]


def test_a_stream_arrives_whole_and_is_closed_in_its_own_thread(web):
    answer = web.get("/stream/?pieces=200&size=5000")
    assert len(answer.content) == 200 * 5000
    assert loopback_urls.ended == ["same thread"]


def test_a_person_who_leaves_a_stream_frees_its_thread(server):
    for _ in range(6):  # more than there are threads
        with httpx.stream("GET", f"{server.url}/stream/?pieces=1000000&size=1000", trust_env=False) as answer:
            next(answer.iter_bytes())
    patience = time.monotonic() + 5
    while len(loopback_urls.ended) < 6 and time.monotonic() < patience:
        time.sleep(0.02)
    assert loopback_urls.ended == ["same thread"] * 6


def test_a_stream_that_breaks_is_cut_off_and_the_reason_stays_inside(web, caplog):
    with pytest.raises(httpx.RemoteProtocolError):
        web.get("/stream/?pieces=5&break_at=1")
    assert [record.name for record in caplog.records if record.exc_info] == ["tirek.config.pages"]
    assert loopback_urls.ended == ["same thread"]
    assert web.get("/echo/").status_code == 200


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "in chunks"])
def test_a_body_over_the_limit_is_refused_with_413_and_the_security_headers(web, declared):
    def chunks():
        for _ in range(5):
            yield b"x" * 1024 * 1024

    answer = web.post("/echo/", content=b"x" * 5 * 1024 * 1024 if declared else chunks())
    assert answer.status_code == 413
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert "Please send it in smaller parts" in answer.text


def test_a_body_at_the_limit_is_read(web, settings):
    assert web.post("/echo/", content=b"x" * settings.MAX_BODY).status_code == 200


def test_a_person_who_leaves_in_the_middle_of_a_body_harms_nobody(server, web, caplog):
    with socket.create_connection(server.address) as half:
        half.sendall(b"POST /echo/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
        time.sleep(0.05)
    time.sleep(0.1)
    assert web.get("/echo/").status_code == 200
    assert caplog.records == []


def test_a_query_that_is_no_text_is_answered_with_400(server):
    with socket.create_connection(server.address) as raw:
        raw.sendall(b"GET /echo/?q=\xff\xfe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400")


def test_a_fault_is_told_politely_and_its_number_is_on_the_page(web):
    answer = web.get("/broken/Ayanzhan/", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert loopback_urls.PRIVATE not in answer.text
    assert "number of this fault is" in answer.text


def test_when_the_error_page_breaks_too_a_plain_answer_is_given(web, monkeypatch):
    monkeypatch.setattr(loopback_urls, "handler500", "loopback_urls.broken_page")
    answer = web.get("/broken/x/")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/plain; charset=utf-8")
    assert answer.headers["content-security-policy"]
    assert loopback_urls.PRIVATE not in answer.text


def test_a_websocket_is_declined_politely(pages):
    said = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        said.append(message["type"])

    asyncio.run(house(pages=pages, hooks=pages, events=pages)({"type": "websocket", "path": "/"}, receive, send))
    assert said == ["websocket.close"]
