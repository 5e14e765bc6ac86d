"""Every address of the product."""

from django.urls import include, path

from linli.config import health
from linli.web import errors

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/", include("linli.api.urls")),
    path("", include("linli.web.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
