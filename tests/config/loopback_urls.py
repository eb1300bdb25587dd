"""Pages of the tests' own, behind the real Pages and a real server."""

import threading

from django.db import connections
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

PRIVATE = "Ayanzhan owes 40 000 to Beksultan"
ended: list[str] = []
"""Streams that were closed by the house, in the thread that made them."""


def echo(request):
    cookie = request.COOKIES.get("who", "")
    response = JsonResponse({"method": request.method, "body": request.body.decode(), "asked": request.GET.get("q", ""), "who": cookie})
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


def database(request):
    with connections["apart"].cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(f"{threading.current_thread().name} {id(connections['apart'].connection)}")


def stream(request):
    def pieces():
        thread = threading.current_thread().name
        try:
            for number in range(int(request.GET["pieces"])):
                yield f"{number}".ljust(int(request.GET.get("size", 2)), ".")
                if number == int(request.GET.get("break_at", -1)):
                    raise ValueError(PRIVATE)
        finally:
            ended.append("same thread" if threading.current_thread().name == thread else "another thread")

    return StreamingHttpResponse(pieces())


def closing(request):
    thread = threading.current_thread().name
    response = HttpResponse("closing")
    response._resource_closers.append(lambda: ended.append("same thread" if threading.current_thread().name == thread else "another"))
    return response


def broken(request, word):
    raise ValueError(PRIVATE)


def nothing(request):
    return HttpResponse(status=204)


def broken_page(request):
    raise KeyError(PRIVATE)


urlpatterns = [
    path("echo/", echo, name="echo"),
    path("database/", database),
    path("stream/", stream),
    path("broken/<str:word>/", broken, name="broken"),
    path("nothing/", nothing),
    path("closing/", closing),
]
handler500 = "tirek.config.errors.server_error"
