"""Addresses of the audit trail."""

from django.urls import path

from linli.web.audit import views

urlpatterns = [
    path("", views.trail, name="audit"),
    path("verify", views.verify, name="audit_verify"),
    path("export", views.export, name="audit_export"),
    path("retention/", views.runs, name="retention_runs"),
]
