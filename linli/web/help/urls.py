"""Addresses of the help."""

from django.urls import path

from linli.web.help import views

urlpatterns = [
    path("", views.home, name="help"),
    path("pictures/<path:name>", views.picture, name="help_picture"),
    path("<slug:slug>/", views.guide, name="help_guide"),
]
