from django.urls import path

from tirek.desk.views import composing, consents, cues, returning, rooms
from tirek.desk.views import threads as views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("home/", views.home, name="home"),
    path("ledger/", views.ledger, name="ledger"),
    path("given-back/", returning.give_back, name="give_back"),
    path("cues/", cues.overview, name="cues"),
    path("cues/hints/", cues.hints, name="hints"),
    path("<uuid:safe>/", views.thread, name="thread"),
    path("<uuid:safe>/cue/<int:seq>/", cues.correct, name="correct"),
    path("<uuid:safe>/lines/", views.lines, name="lines"),
    path("<uuid:safe>/draft/", composing.draft, name="draft"),
    path("<uuid:safe>/say/", composing.say, name="say"),
    path("<uuid:safe>/note/", composing.note, name="note"),
    path("<uuid:safe>/once-more/", composing.once_more, name="once_more"),
    path("<uuid:safe>/phrases/", composing.phrases, name="phrases"),
    path("<uuid:safe>/claim/", views.claim, name="claim"),
    path("<uuid:safe>/release/", views.release, name="release"),
    path("<uuid:safe>/close/", views.close, name="close"),
    path("<uuid:safe>/reopen/", views.reopen, name="reopen"),
    path("<uuid:safe>/room/", rooms.offer, name="offer_room"),
    path("<uuid:safe>/number/", rooms.renumber, name="renumber"),
    path("<uuid:safe>/agreed/", consents.write_down, name="agreed"),
    path("<uuid:safe>/agreed/ask/", consents.ask, name="ask_consent"),
    path("<uuid:safe>/agreed/emergency/", consents.emergency, name="emergency"),
    path("<uuid:safe>/agreed/contact/", consents.contact, name="contact"),
    path("<uuid:safe>/again/<int:row>/", views.again, name="again"),
]
