from django.urls import path

from tirek.conduct.views import changing, masking, reading, resting

app_name = "conduct"
urlpatterns = [
    path("", reading.rules, name="rules"),
    path("try/", reading.try_a_sentence, name="try"),
    path("masking/", masking.masking, name="masking"),
    path("resting/", resting.resting, name="resting"),
    path("resting/<slug:rule>/wake/", resting.wake, name="wake"),
    path("changes/<uuid:change>/confirm/", changing.confirm, name="confirm"),
    path("changes/<uuid:change>/decline/", changing.decline, name="decline"),
    path("<slug:rule>/", reading.rule, name="rule"),
    path("<slug:rule>/change/", changing.propose, name="propose"),
]
