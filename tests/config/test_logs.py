"""What the house writes about itself holds no word of a person."""

import io
import logging
import os
import re
import subprocess
import sys
import threading

import httpx
import loopback_urls
import pytest

from tirek.config import logs
from tirek.config.asgi import house
from tirek.config.pages import Pages


@pytest.fixture
def lines():
    """What would stand on the terminal."""
    terminal = io.StringIO()
    handler = logging.StreamHandler(terminal)
    handler.setFormatter(logs.Line())
    logging.getLogger().addHandler(handler)
    yield lambda: terminal.getvalue().splitlines()
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def web(settings, opened):
    settings.ROOT_URLCONF = "loopback_urls"
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
    settings.MIDDLEWARE = ["tirek.ui.headers.Headers"]
    pages = Pages()
    with (
        opened(house(pages=pages, hooks=pages, events=pages), on_shutdown=[pages.hang_up]) as opened_house,
        httpx.Client(base_url=opened_house.url, timeout=5, trust_env=False, headers={"Accept-Language": "en"}) as client,
    ):
        yield client
    pages.stop()


def test_a_fault_of_a_page_is_one_line_with_type_route_place_and_the_number_on_the_page(web, lines):
    page = web.get("/broken/Ayanzhan/?q=Beksultan").text
    number = re.search(r"number of this fault is ([0-9a-f]{8})", page).group(1)
    (line,) = lines()
    assert re.fullmatch(rf"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ error django\.request 500 GET broken ValueError at \S+:\d+ id={number}", line)


def test_no_line_holds_a_private_word_whatever_breaks(web, lines, monkeypatch):
    web.post("/broken/Ayanzhan/?q=Beksultan", content=b"40 000")
    web.get("/Ayanzhan/owes/?to=Beksultan")
    with pytest.raises(httpx.RemoteProtocolError):
        web.get("/stream/?pieces=5&break_at=1")
    monkeypatch.setattr(loopback_urls, "handler500", "loopback_urls.broken_page")
    web.get("/broken/Ayanzhan/")
    said = lines()
    assert len(said) >= 4
    for word in ("Ayanzhan", "Beksultan", "40 000", "owes"):
        assert word not in "\n".join(said)


def test_an_exception_on_a_logger_of_ours_keeps_our_sentence_and_loses_its_own(lines):
    try:
        raise ValueError(loopback_urls.PRIVATE)
    except ValueError:
        logging.getLogger("tirek.conversations").exception("delivery of outbox row %s failed:", 12)
    (line,) = lines()
    assert re.search(r"error tirek\.conversations delivery of outbox row 12 failed: ValueError at test_logs\.py:\d+ id=[0-9a-f]{8}$", line)


def test_what_foreign_code_says_is_not_repeated(lines):
    logging.getLogger("asyncio").error("Task exception was never retrieved: %r", ValueError(loopback_urls.PRIVATE))
    logging.getLogger("httpx").warning("POST https://api.example/bot123:SECRET/sendMessage")
    first, second = lines()
    assert first.endswith("error asyncio")
    assert second.endswith("warning httpx")


def test_a_line_stays_one_line(lines):
    logging.getLogger("tirek").warning("first\nsecond\r\x1b[31mthird")
    assert [line.split(" ", 3)[3] for line in lines()] == ["first?second??[31mthird"]


def test_a_thread_that_ends_by_an_exception_says_so_without_its_words(lines, monkeypatch):
    def end() -> None:
        raise ValueError(loopback_urls.PRIVATE)

    monkeypatch.setattr(threading, "excepthook", logs._uncaught_in_thread)
    thread = threading.Thread(target=end, name="delivery")
    thread.start()
    thread.join()
    (line,) = lines()
    assert "critical tirek thread delivery ended by ValueError at" in line
    assert "Ayanzhan" not in line


def test_the_whole_process_logs_that_way(settings):
    assert settings.LOGGING["root"]["handlers"] == ["terminal"]
    assert all(not isinstance(handler, logging.StreamHandler) or handler.stream for handler in logging.getLogger().handlers)
    assert isinstance(next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler).formatter, logs.Line)
    assert logging.getLogger("httpx").level == logging.WARNING
    assert logging.getLogger("django").handlers == []


def test_the_last_words_of_a_process_are_one_line_too():
    code = f"from tirek.config import logs; logs.guard_last_words(); raise ValueError({loopback_urls.PRIVATE!r})"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False, env={"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert ended.returncode == 1
    assert re.fullmatch(r"\S+Z critical tirek stopped by ValueError at \S+ id=[0-9a-f]{8}\n", ended.stderr)
