"""The pages' addresses."""

from django.urls import include, path
from django.views.i18n import set_language

from linli.web import front, look, matters, offline, palette
from linli.web.cases import tasks, today
from linli.web.design import views as design

urlpatterns = [
    path("", front.front, name="front"),
    path("matters/", matters.matters, name="matters"),
    path("i18n/language/", set_language, name="set_language"),
    path("design/", design.design, name="design"),
    path("palette/", palette.palette, name="palette"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("look/", look.look, name="look"),
    path("help/", include("linli.web.help.urls")),
    path("", include("linli.web.reports.urls")),
    path("", include("linli.web.accounts.urls")),
    path("", include("linli.web.doors.urls")),
    path("manage/", include("linli.web.manage.urls")),
    path("", include("linli.web.privacy.urls")),
    path("", include("linli.web.public.urls")),
    path("audit/", include("linli.web.audit.urls")),
    path("figures/", include("linli.web.figures.urls")),
    path("cases/", include("linli.web.cases.urls")),
    path("today/", today.today, name="today"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<str:number>/", tasks.task, name="task"),
    path("tasks/<str:number>/<slug:word>", tasks.move, name="task_move"),
]
