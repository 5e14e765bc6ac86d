"""Addresses of administration; every register has the same ones below its name."""

from django.urls import path

from linli.web.manage import (
    boundaries,
    division,
    imports,
    imports_draft,
    matrix,
    retention,
    routing,
    staff,
    tokens,
    views,
)

urlpatterns = [
    path("", views.index, name="manage"),
    path("staff/", staff.people, name="staff"),
    path("staff/new/", staff.new, name="staff_new"),
    path("staff/why/", staff.why, name="staff_why"),
    path("staff/import/", staff.load, name="staff_import"),
    path("staff/export.csv", staff.export, name="staff_export"),
    path("staff/<slug:number>/", staff.one, name="staff_one"),
    path("staff/<slug:number>/<slug:verb>/", staff.move, name="staff_move"),
    path("routes/trial/", routing.trial, name="routes_trial"),
    path("routes/gaps/", routing.gaps, name="routes_gaps"),
    path("roles/matrix/", matrix.matrix, name="roles_matrix"),
    path("areas/division/", division.divide, name="areas_division"),
    path("areas/boundaries.geojson", boundaries.export, name="areas_boundaries"),
    path("retention/", retention.keep, name="manage_retention"),
    path("tokens/", tokens.tokens, name="manage_tokens"),
    path("imports/", imports.rows, name="imports"),
    path("imports/new/", imports.new, name="imports_new"),
    path("imports/draft/<slug:token>/", imports_draft.draft, name="imports_draft"),
    path("imports/draft/<slug:token>/map.toml", imports_draft.map_file, name="imports_map"),
    path("imports/draft/<slug:token>/errors.csv", imports_draft.draft_errors, name="imports_draft_errors"),
    path("imports/<slug:number>/", imports.one, name="imports_one"),
    path("imports/<slug:number>/undo/", imports.undo, name="imports_undo"),
    path("imports/<slug:number>/errors.csv", imports.errors, name="imports_errors"),
    path("<slug:name>/", views.rows, name="manage_rows"),
    path("<slug:name>/new/", views.row, name="manage_new"),
    path("<slug:name>/row/<path:pk>/", views.row, name="manage_row"),
    path("<slug:name>/retire/<path:pk>/", views.retire, name="manage_retire"),
    path("<slug:name>/history/", views.history, name="manage_history"),
    path("<slug:name>/import/", views.load, name="manage_import"),
    path("<slug:name>/export.csv", views.export, name="manage_export"),
]
