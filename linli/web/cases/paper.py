"""The dossier of a case (卷宗) as a PDF: what its page tells, in Chinese, without any contact.

The words reach the typesetter as data, so nothing that somebody typed is ever markup; it sees no file but its own.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.disclosure import disclosed, without
from linli.cases.labels import CHANNELS, CLOCKS, INPUTS, LEVELS, OUTCOMES, SATISFACTION, STATES, TASK_STATES, VERBS
from linli.cases.models import Case, Photo
from linli.kernel.actor import Actor
from linli.kernel.files import path_of
from linli.kernel.refusals import Refusal
from linli.ops.fonts import family, fonts
from linli.web.cases.story import Chapter, Face, dossier
from linli.web.entry import staff_only, this_town
from linli.web.labels import LEFT_OUT
from linli.web.request import Request
from linli.web.templatetags.linli import by, call_words, limit_of

SHEET = Path(__file__).with_name("dossier.typ")
MOST_PICTURES = 24
# Paper is read in later years.
WITH_YEAR = "Y-m-d H:i"


@staff_only
@require_safe
def paper(request: Request, number: str) -> HttpResponse:
    """The dossier, to print or to keep with the files. Raises Refusal `rule` where no font has Chinese characters."""
    case = queries.one(request.actor, number)
    font = family()
    if not font:
        raise Refusal("rule", rule="no_chinese_font")
    answer = HttpResponse(_set(contents(request.actor, case), font), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="case-{case.number}.pdf"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@translation.override("zh-hans")
def contents(actor: Actor, case: Case) -> dict[str, Any]:
    """All that stands in the dossier, as plain words."""
    told = dossier(actor, case)
    return {
        "town": this_town().name,
        "number": case.number,
        "class": f"{case.event_class.code} {case.event_class.name}" if case.event_class else "",
        "state": str(STATES[case.state]),
        "printed_at": _at(timezone.now()),
        "printed_by": actor.name,
        "facts": [[str(words), _clean(value)] for words, value in _facts(case, told["area"]) if value],
        "text": _clean(case.text),
        "result": _clean(case.result),
        "clocks": [_clock(face) for face in told["faces"]],
        "story": [_line(chapter) for chapter in told["chapters"]],
        "before": _pictures(told["before"]),
        "after": _pictures(told["after"]),
        "reports": [_report(each) for each in told["told"]],
        "tasks": [_task(task) for task in queries.tasks_of(actor, case)],
        "transfers": [[trip.transfer.partner.name, trip.outcome, _clean(trip.words)] for trip in told["trips"]],
        "merged": [told["merged_into"], [other.number for other in told["absorbed"]]],
    }


def _facts(case: Case, area: str) -> Sequence[tuple[str, str]]:
    return (
        (gettext("Place"), case.address or area),
        (gettext("Grid"), area),
        (gettext("Came in"), str(CHANNELS[case.channel])),
        (gettext("Reported"), _at(case.reported_at)),
        (gettext("Filing condition"), f"{case.standard.filing_condition} {limit_of(case)}" if case.standard else ""),
        (gettext("Unit"), case.unit.name if case.unit else ""),
        (gettext("Handler"), case.handler.name if case.handler else ""),
        (gettext("Level"), str(LEVELS[case.level])),
        (str(INPUTS["outcome"]), str(OUTCOMES.get(case.outcome, ""))),
        (gettext("Due"), _due(case.due_at)),
        (gettext("Ended"), _at(case.closed_at)),
    )


def _clock(face: Face) -> list[str]:
    """Name, arithmetic, what was used, how it ended."""
    sum_ = f"{_at(face.clock.started_at)} + {face.limit}" if face.limit else _at(face.clock.started_at)
    if face.pauses:
        sum_ += gettext(" + %(n)s pauses") % {"n": face.pauses}
    if face.clock.due_at:
        sum_ += f" = {_due(face.clock.due_at)}"
    if face.is_running:
        ended = gettext("running")
    elif face.is_cut_short:
        ended = gettext("stopped")
    else:
        ended = gettext("too late") if face.light == "red" else gettext("in time")
    return [str(CLOCKS.get(face.clock.name, face.clock.name)), sum_, face.used, ended]


def _line(chapter: Chapter) -> list[str]:
    line = chapter.line
    why = gettext("Why there is no picture of afterwards")
    words = f"{line.remark}\n{why}: {line.without_photo}" if line.without_photo else line.remark
    return [_at(line.at), str(VERBS.get(line.verb, line.verb)), chapter.who, chapter.more, _clean(words)]


def _report(told: queries.Told) -> Mapping[str, Any]:
    """A report without whoever made it."""
    return {
        "title": gettext("Reporter %(n)s") % {"n": told.place},
        "how": f"{CHANNELS[told.report.channel]} · {_at(told.report.received_at)}",
        "text": _clean(told.report.text),
        "ratings": [
            f"{gettext('solved') if rating.is_solved else gettext('not solved')} · {SATISFACTION[rating.level]}"
            f" · {_at(rating.at)}"
            for rating in told.ratings
        ]
        + [f"{VERBS['call_back']}: {call_words(call)} · {_at(call.at)}" for call in told.call_backs],
    }


def _task(task: Any) -> list[str]:
    return [task.number, task.unit.name, str(TASK_STATES[task.state]), _clean(task.text), _clean(task.result)]


def _pictures(photos: Sequence[Photo]) -> list[list[str]]:
    return [[photo.file_id, _at(photo.added_at)] for photo in photos[:MOST_PICTURES]]


def _at(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), WITH_YEAR) if at else ""


def _due(at: datetime | None) -> str:
    return by(at, WITH_YEAR) if at else ""


def _clean(text: str) -> str:
    """The words without the numbers by which somebody could be found."""
    for found in disclosed(text):
        text = without(text, found.text, str(LEFT_OUT[found.kind]))
    return text


def _set(told: Mapping[str, Any], font: str) -> bytes:
    """The pages; a picture whose bytes are gone is left out."""
    with TemporaryDirectory(prefix="linli-") as name:
        folder = Path(name)
        shutil.copyfile(SHEET, folder / "main.typ")
        shown = {kind: [row for row in told[kind] if _copied(row[0], folder)] for kind in ("before", "after")}
        words = json.dumps({**told, **shown, "font": font}, ensure_ascii=False)
        return typst.compile(str(folder / "main.typ"), root=name, font_paths=fonts(), sys_inputs={"told": words})


def _copied(sha256: str, folder: Path) -> bool:
    try:
        shutil.copyfile(path_of(sha256), folder / f"{sha256}.jpg")
    except FileNotFoundError:
        return False
    return True
