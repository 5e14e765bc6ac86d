"""Addresses of what is for everybody to read."""

from django.urls import path

from linli.web.public import grids, scope, statistics, status

urlpatterns = [
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/statistics.csv", statistics.table, name="statistics_table"),
    path("grids/", grids.grids, name="grids"),
    path("scope/", scope.scope, name="scope"),
    path("status/", status.status, name="status"),
]
