"""Addresses of people: one's own account, the invitations, and what administrators keep."""

from django.urls import path

from accounts.views import account, joining, people

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/sign-ins/", account.sign_ins, name="sign_ins"),
    path("account/sign-ins/end/", account.end_sign_ins, name="end_sign_ins"),
    path("accounts/email/", account.address, name="account_email"),
    path("i18n/setlang/", account.set_language, name="set_language"),
    path("invitation/<str:token>/", joining.join, name="invitation"),
    path("people/", people.index, name="people"),
    path("people/invite/", people.invite, name="people_invite"),
    path("people/invitations/<int:pk>/again/", people.send_again, name="people_again"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="people_withdraw"),
    path("people/<str:username>/", people.show, name="person"),
    path("people/<str:username>/roles/", people.give, name="person_give"),
    path("people/<str:username>/roles/<int:pk>/end/", people.end, name="person_end"),
    path("people/<str:username>/change/", people.change, name="person_change"),
]
