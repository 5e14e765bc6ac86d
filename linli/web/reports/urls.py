"""Addresses of reporting and following up."""

from django.urls import path

from linli.web.reports import follow, own_data, views

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/nearby/", views.nearby, name="report_nearby"),
    path("report/places/", views.places, name="report_places"),
    path("report/classes/", views.classes, name="report_classes"),
    path("report/words/", views.words, name="report_words"),
    path("report/preview/", views.preview, name="report_preview"),
    path("follow/", follow.find, name="follow"),
    path("r/<str:code>/", follow.follow, name="followed"),
    path("r/<str:code>/sent/", follow.sent, name="sent"),
    path("r/<str:code>/qr.svg", follow.qr, name="qr"),
    path("r/<str:code>/answer", follow.answer, name="follow_answer"),
    path("r/<str:code>/rate", follow.rate, name="follow_rate"),
    path("r/<str:code>/contest", follow.contest, name="follow_contest"),
    path("r/<str:code>/photos/", follow.add_photos, name="follow_add_photos"),
    path("r/<str:code>/photos/<str:sha256>", follow.photo, name="follow_photo"),
    path("r/<str:code>/data/", own_data.show, name="own_data"),
    path("r/<str:code>/data/copy", own_data.copy, name="own_copy"),
    path("r/<str:code>/data/<slug:word>", own_data.change, name="own_change"),
]
