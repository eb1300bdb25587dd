"""Two addresses for the test of doors: one page says who may come in, the other has forgotten it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tirek.kit.doors import open_page


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("private words")


@open_page
def declared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open words")


urlpatterns = [path("forgotten/", forgotten), path("declared/", declared)]
