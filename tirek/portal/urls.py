"""The portal's table of contents. Its addresses stand in a phone's history, so none of them tells what it is about."""

from django.urls import path

from tirek.portal.views import agreements, asking, front, room, today

app_name = "portal"
urlpatterns = [
    path("now/", asking.danger, name="danger"),
    path("ask/", asking.ask, name="ask"),
    path("kept/", asking.kept, name="kept"),
    path("open/", asking.open_room, name="open"),
    path("r/<str:code>/", asking.link, name="link"),
    path("stays/", front.stays, name="stays"),
    path("leave/", front.leave, name="leave"),
    path("room/", room.room, name="room"),
    path("room/lines/", room.lines, name="lines"),
    path("room/write/", room.write, name="write"),
    path("room/press/", room.press, name="press"),
    path("room/notes/", room.keep_note, name="keep_note"),
    path("room/notes/<int:seq>/show/", room.show_note, name="show_note"),
    path("room/notes/<int:seq>/remove/", room.remove_note, name="remove_note"),
    path("room/agreements/", agreements.agreements, name="agreements"),
    path("room/agreements/yes/", agreements.agree, name="agree"),
    path("room/agreements/back/", agreements.withdraw, name="withdraw"),
    path("room/agreements/reach/", agreements.contact, name="contact"),
    path("room/today/", today.today, name="today"),
    path("room/today/say/", today.say, name="say_today"),
    path("room/today/nothing/", today.nothing, name="nothing_today"),
    path("room/close/", room.close, name="close"),
]
