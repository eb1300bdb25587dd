from django.urls import path

from tirek.desk.views import threads as views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("ledger/", views.ledger, name="ledger"),
    path("<uuid:safe>/", views.thread, name="thread"),
    path("<uuid:safe>/lines/", views.lines, name="lines"),
    path("<uuid:safe>/draft/", views.draft, name="draft"),
    path("<uuid:safe>/say/", views.say, name="say"),
    path("<uuid:safe>/note/", views.note, name="note"),
    path("<uuid:safe>/claim/", views.claim, name="claim"),
    path("<uuid:safe>/release/", views.release, name="release"),
    path("<uuid:safe>/close/", views.close, name="close"),
    path("<uuid:safe>/reopen/", views.reopen, name="reopen"),
    path("<uuid:safe>/again/<int:row>/", views.again, name="again"),
]
