"""The table of contents of the whole house. Webhooks and live events are not here: they take the switch's thin path."""

from django.urls import include, path

from tirek.portal.views.front import front

urlpatterns = [
    path("", front, name="front"),
    path("", include("tirek.ui.urls")),
    path("", include("tirek.people.urls")),
    path("", include("tirek.portal.urls")),
    path("desk/", include("tirek.desk.urls")),
    path("standard/", include("tirek.conduct.urls")),
    path("status/", include("tirek.insights.urls")),
]

handler400 = "tirek.ui.views.bad_request"
handler403 = "tirek.ui.views.forbidden"
handler404 = "tirek.ui.views.not_found"
handler500 = "tirek.config.errors.server_error"
