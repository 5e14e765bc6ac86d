"""Addresses of the desk. Every move has its own: /cases/<number>/report-back is the move report_back."""

from django.urls import path

from linli.web.cases import beside, bulk, compare, desk, filters, intake, mapped, one, paper, replay, tasks, transfers

urlpatterns = [
    path("", desk.desk, name="cases"),
    path("bulk", bulk.bulk, name="cases_bulk"),
    path("export", desk.export, name="cases_export"),
    path("map/areas", mapped.areas, name="cases_map_areas"),
    path("map/points", mapped.points, name="cases_map_points"),
    path("filters", filters.keep, name="filter_keep"),
    path("filters/prefer", filters.prefer, name="filter_prefer"),
    path("filters/rename", filters.rename, name="filter_rename"),
    path("filters/remove", filters.remove, name="filter_remove"),
    path("transfer-in/", transfers.transfer_in, name="transfer_in"),
    path("new/", intake.new, name="intake"),
    path("new/alike", intake.alike, name="intake_alike"),
    path("new/<str:code>/", intake.done, name="intake_done"),
    path("<str:number>/", one.show, name="case"),
    path("<str:number>/photos/<str:sha256>", one.photo, name="case_photo"),
    path("<str:number>/dossier.pdf", paper.paper, name="case_dossier"),
    path("<str:number>/replay", replay.show, name="case_replay"),
    path("<str:number>/reveal", one.reveal, name="case_reveal"),
    path("<str:number>/tasks/add", tasks.add, name="task_add"),
    path("<str:number>/beside", beside.beside, name="case_beside"),
    path("<str:number>/compare/<str:other>/", compare.compare, name="case_compare"),
    path("<str:number>/standards", one.standards, name="case_standards"),
    path("<str:number>/<slug:word>", one.move, name="case_move"),
]
