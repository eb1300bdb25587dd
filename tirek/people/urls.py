from django.urls import path

from tirek.people import views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/again/", views.reopen, name="reopen"),
    path("sign-in/lost/", views.recover, name="recover"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("me/", views.account, name="account"),
    path("me/recovery-code/", views.recovery_code, name="recovery_code"),
]
