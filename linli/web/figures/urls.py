"""Addresses of the figures."""

from django.urls import path

from linli.web.figures import compare, views

urlpatterns = [
    path("", views.figures, name="figures"),
    path("compare/", compare.compare, name="compare"),
    path("<slug:name>.csv", views.table, name="figures_table"),
]
