from django.urls import path

from tirek.people.views import account, colleagues, inviting, second_factor, signing

app_name = "people"
urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-in/again/", signing.reopen, name="reopen"),
    path("sign-in/code/", signing.code, name="code"),
    path("sign-in/again/code/", signing.code_again, name="code_again"),
    path("sign-in/lost/", signing.recover, name="recover"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("me/", account.account, name="account"),
    path("me/recovery-code/", account.recovery_code, name="recovery_code"),
    path("me/password/", account.password, name="password"),
    path("me/sessions/end/", account.end_session, name="end_session"),
    path("me/second-factor/", second_factor.second_factor, name="second_factor"),
    path("me/second-factor/codes/", second_factor.one_time_codes, name="one_time_codes"),
    path("me/second-factor/off/", second_factor.second_factor_off, name="second_factor_off"),
    path("people/", colleagues.people, name="people"),
    path("people/change/", colleagues.change, name="change"),
    path("people/proposals/<uuid:proposal>/confirm/", colleagues.confirm, name="confirm"),
    path("people/proposals/<uuid:proposal>/decline/", colleagues.decline, name="decline"),
    path("people/invite/", inviting.invite, name="invite"),
    path("people/invite/<uuid:invitation>/withdraw/", inviting.withdraw, name="withdraw"),
    path("people/<uuid:worker>/ours/", inviting.vouch, name="vouch"),
    path("welcome/<str:token>/", inviting.welcome, name="welcome"),
]
