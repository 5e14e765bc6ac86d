"""Addresses of what is kept about people."""

from django.urls import path

from linli.web.privacy import views

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
]
