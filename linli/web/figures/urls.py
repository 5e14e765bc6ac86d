"""Addresses of the figures."""

from django.urls import path

from linli.web.figures import views

urlpatterns = [
    path("", views.figures, name="figures"),
    path("<slug:name>.csv", views.table, name="figures_table"),
]
