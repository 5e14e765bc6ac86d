"""Addresses of the codes at the doors."""

from django.urls import path

from linli.web.doors import paper, views

urlpatterns = [
    path("d/<slug:code>/", views.door, name="door"),
    path("manage/doors/", views.doors, name="doors"),
    path("manage/doors/codes.pdf", paper.paper, name="doors_paper"),
]
