"""The switch and the server: doors, loops, and an end that does not wait for open streams."""

import asyncio
import socket
import time

import httpx
import pytest

from tirek.config import plain
from tirek.config.asgi import house, locked_house


def door(name):
    async def answer(scope, receive, send):
        await plain.say(send, path=scope["path"], status=200, body=name.encode())

    return answer


class Streams:
    """A tiny live stream: stays open until it is hung up or the person leaves."""

    def __init__(self) -> None:
        self.open: set[asyncio.Event] = set()
        self.loop = None

    async def __call__(self, scope, receive, send):
        self.loop = asyncio.get_running_loop()
        over = asyncio.Event()
        self.open.add(over)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        await over.wait()
        self.open.discard(over)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def hang_up(self) -> None:
        for over in self.open:
            over.set()


class Work:
    """A loop that notes when it starts and stops."""

    def __init__(self, name, diary, fails=False) -> None:
        self.name, self.diary, self.fails = name, diary, fails

    def start(self) -> None:
        if self.fails:
            raise RuntimeError("no")
        asyncio.get_running_loop()
        self.diary.append(f"{self.name} starts")

    def stop(self) -> None:
        self.diary.append(f"{self.name} stops")


def test_each_path_has_its_door(opened):
    app = house(pages=door("pages"), hooks=door("hooks"), events=door("events"), demo=door("demo"))
    asked = ["/", "/desk/", "/hooks/abc", "/events", "/events/x", "/demo/messenger", "/hooks"]
    with opened(app) as open_house:
        said = {path: httpx.get(open_house.url + path, trust_env=False).text for path in asked}
        health = httpx.get(open_house.url + "/healthz", trust_env=False)
    assert said == {
        "/": "pages",
        "/desk/": "pages",
        "/hooks/abc": "hooks",
        "/events": "events",
        "/events/x": "pages",
        "/demo/messenger": "demo",
        "/hooks": "pages",
    }
    assert (health.status_code, health.json()) == (200, {"status": "ok"})


def test_there_is_no_demo_door_in_real_service(opened):
    with opened(house(pages=door("pages"), hooks=door("hooks"), events=door("events"))) as open_house:
        assert httpx.get(open_house.url + "/demo/messenger", trust_env=False).text == "pages"


def test_loops_start_in_order_and_stop_in_the_opposite_order(opened):
    diary = []
    app = house(pages=door("p"), hooks=door("h"), events=door("e"), loops=[Work("receiver", diary), Work("delivery", diary)])
    with opened(app):
        assert diary == ["receiver starts", "delivery starts"]
    assert diary[2:] == ["delivery stops", "receiver stops"]


def test_the_house_does_not_open_with_a_part_of_it_missing():
    diary, said = [], []

    async def receive():
        return {"type": "lifespan.startup"}

    async def send(message):
        said.append(message["type"])

    app = house(pages=door("p"), hooks=door("h"), events=door("e"), loops=[Work("a", diary), Work("b", diary, fails=True)])
    asyncio.run(app({"type": "lifespan"}, receive, send))
    assert said == ["lifespan.startup.failed"]
    assert diary == ["a starts", "a stops"]


def test_the_house_closes_at_once_although_streams_are_open(opened):
    streams, diary = Streams(), []
    app = house(pages=door("p"), hooks=door("h"), events=streams, loops=[Work("receiver", diary)])
    with opened(app, on_shutdown=[streams.hang_up]) as open_house:
        readers = []
        for _ in range(20):
            reader = socket.create_connection(open_house.address)
            reader.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert reader.recv(50).startswith(b"HTTP/1.1 200")
            readers.append(reader)
        time.sleep(0.1)
        assert len(streams.open) == 20
        assert open_house.close() < 1.0
        assert diary == ["receiver starts", "receiver stops"]
        for reader in readers:
            reader.close()


@pytest.mark.parametrize(("path", "kind"), [("/desk/", "text/html"), ("/hooks/abc", "text/plain"), ("/healthz", "application/json")])
def test_a_locked_house_answers_503_at_every_door(opened, path, kind):
    with opened(locked_house("Its key is <missing>.")) as open_house:
        answer = httpx.get(open_house.url + path, trust_env=False)
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["retry-after"] == "60"
    assert "<missing>" not in answer.text
