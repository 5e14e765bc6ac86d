"""Addresses of signing in and out, and of one's own password."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from linli.web.accounts import views

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", views.password, name="password"),
    path("demo/", views.demo, name="demo"),
]
