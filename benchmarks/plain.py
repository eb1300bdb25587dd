"""The plain way: what one would write first. Django behind uvicorn, a synchronous view, one INSERT through the ORM.

Fair because it has the same server and the same SQLite settings, and less to do than any real service: no middleware, no
secret to compare, no repetition to notice, nothing sealed. Connections are closed after each request, which is Django's
own setting, and its advice under ASGI.

    python -m benchmarks.plain PORT FOLDER
"""

import json
import sys
from pathlib import Path

from django import setup
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.serving import PRAGMAS, serve

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": Path(sys.argv[2]) / "plain.sqlite3",
                "OPTIONS": {"init_command": PRAGMAS, "timeout": 20},
            }
        },
        USE_TZ=True,
    )
    setup()


class Message(models.Model):
    """One letter as it came."""

    chat = models.BigIntegerField()
    name = models.CharField(max_length=120)
    text = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "plain"
        db_table = "message"

    def __str__(self) -> str:
        return f"message {self.pk}"


def hook(request: HttpRequest) -> HttpResponse:
    message = json.loads(request.body)["message"]
    Message.objects.create(chat=message["chat"]["id"], name=message["from"]["first_name"], text=message["text"])
    return HttpResponse(headers={"Content-Length": "0"})


urlpatterns = [path("hooks/plain", hook)]


if __name__ == "__main__":
    if not connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Message)
    connection.close()
    serve(ASGIHandler(), int(sys.argv[1]), lifespan="off")
