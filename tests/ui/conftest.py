"""A browser on the invented pages of this folder, with this room's middleware and nothing else."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

sys.path.insert(0, str(Path(__file__).parent))

MIDDLEWARE = ["tirek.ui.headers.Headers", "tirek.ui.languages.Languages", "tirek.ui.refusals.Refusals", "tirek.ui.origins.Origins"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", "tirek.ui.looks.looks"]},
    }
]


@pytest.fixture
def browser() -> Iterator[Client]:
    """A browser that says, as browsers do, that its requests begin on our own pages."""
    with override_settings(ROOT_URLCONF="pages_of_ui", MIDDLEWARE=MIDDLEWARE, TEMPLATES=TEMPLATES, FORMAT_MODULE_PATH="tirek.ui.formats"):
        yield Client(headers={"sec-fetch-site": "same-origin"}, raise_request_exception=False)


@pytest.fixture
def stranger_site(browser: Client) -> Client:
    """The same browser, sent here by a page of somebody else."""
    return Client(headers={"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, raise_request_exception=False)
