"""Addresses of signing in and out, and of one's own password."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from linli.web.accounts import corrections, keys, own_data, views

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", views.password, name="password"),
    path("accounts/tokens/", keys.own, name="own_tokens"),
    path("accounts/data/", own_data.show, name="my_data"),
    path("accounts/data/copy", own_data.copy, name="my_copy"),
    path("accounts/corrections/", corrections.own, name="corrections"),
    path("accounts/corrections/<str:number>/withdraw", corrections.withdraw, name="correction_withdraw"),
    path("accounts/corrections/<str:number>/decide", corrections.decide, name="correction_decide"),
    path("demo/", views.demo, name="demo"),
]
