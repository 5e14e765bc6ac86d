"""What the case's page tells: facts, clocks with their arithmetic, and the history as a story."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from linli.accounts.queries import units
from linli.cases import queries
from linli.cases.labels import CHANNELS, FINDINGS, LAPSED, LEVELS, OUTCOMES, SATISFACTION
from linli.cases.models import CallBack, Case, Photo, Rating
from linli.cases.rules import Way, light
from linli.kernel import calendars, clocks
from linli.kernel.actor import Actor, nodes_above
from linli.kernel.calendar import Pause, Unit, elapsed
from linli.kernel.models import Clock
from linli.places.queries import names_of, names_of_codes
from linli.triage import queries as triage
from linli.web.cases.transfers import trips_of
from linli.web.labels import CONTACT_FIELDS, COUNTING, UNITS
from linli.web.manage.frame import may_look
from linli.web.templatetags.linli import call_words, deadline, span

# Moves that stop a stage's clock without the stage's work having been done.
CUTTING_SHORT = frozenset({"return", "void"})
MINUTES_AN_HOUR = 60
# The rows of the register of routes, by class and area.
Routes = Mapping[tuple[str, str], Sequence[int]]


@dataclass(frozen=True)
class Face:
    """A clock with what it counts."""

    clock: Clock
    light: str
    limit: str
    used: str
    pauses: int
    is_cut_short: bool
    rests: Sequence[Pause] = ()

    @property
    def rule(self) -> str:
        """How its unit is counted."""
        return str(COUNTING.get(self.clock.unit, ""))

    @property
    def is_running(self) -> bool:
        return self.clock.stopped_at is None

    @property
    def took(self) -> timedelta:
        return (self.clock.stopped_at or timezone.now()) - self.clock.started_at


@dataclass(frozen=True)
class Chapter:
    """One line of the story: who did what, after how long, and which pictures came with it."""

    line: queries.Line
    who: str
    more: str
    after: timedelta | None
    photos: Sequence[Photo]
    # Where to look at what led the case there.
    source: str = ""


def dossier(actor: Actor, case: Case) -> dict[str, Any]:
    """All that the page shows, with a constant number of queries."""
    said, ratings = queries.messages(actor, case), queries.ratings_of(actor, case)
    calls = queries.call_backs_of(actor, case)
    lines = queries.timeline(actor, case, said)
    photos = [photo for line in lines for photo in line.photos]
    names = names_of(nodes_above(case.area_path))
    areas = {line.data["route_area"] for line in lines if line.data.get("route_area")}
    named = {unit.code: unit.name for unit in units()} | names_of_codes(areas)
    cuts = {line.at for line in lines if line.verb in CUTTING_SHORT}
    its_clocks = clocks.of(case)
    faces = [_face(clock, timezone.now(), cuts) for clock in its_clocks]
    told = queries.told(actor, case, said, ratings, calls)
    return {
        "chapters": _with_calls(
            _with_ratings(_chapters(lines, named, case, _routes_told(lines) if may_look(actor) else None), ratings),
            calls,
            told,
        ),
        "uncalled": _uncalled(case, told),
        "before": [photo for photo in photos if not photo.is_after],
        "after": [photo for photo in photos if photo.is_after],
        "why_without_photo": next((line.without_photo for line in reversed(lines) if line.without_photo), ""),
        "faces": faces,
        "face": _running(case, faces),
        "area": _area_words(case, names),
        "told": told,
        "corrected_at": next((each.report.corrected_at for each in told if each.report.opened_id == case.pk), None),
        "to_all": [message for message in said if message.report_id is None],
        "duplicates": queries.duplicates(actor, case, triage.common),
        "application": queries.application(actor, case) if case.asked else None,
        "merged_into": queries.merged_into(actor, case.number) if case.merged_into_id else "",
        "trips": trips_of(actor, case, lines, its_clocks),
        "absorbed": queries.absorbed(actor, case),
        "holds": queries.open_holds(actor, case) if case.open_holds else (),
        "matters": queries.matters_of_class(case.event_class.code) if case.event_class else (),
    }


def place_and_clock(case: Case) -> tuple[str, Face | None]:
    """The area in words and the clock of the present stage: two queries."""
    faces = [_face(clock, timezone.now(), ()) for clock in clocks.of(case) if clock.stopped_at is None]
    return _area_words(case, names_of(nodes_above(case.area_path))), _running(case, faces)


def _running(case: Case, faces: Sequence[Face]) -> Face | None:
    stage = queries.STAGE_OF.get(case.state)
    return next((face for face in faces if face.is_running and face.clock.name == stage), None)


def _area_words(case: Case, names: Mapping[str, str]) -> str:
    return " · ".join([names[node] for node in nodes_above(case.area_path) if node in names][-3:])


def _face(clock: Clock, now: datetime, cuts: Collection[datetime]) -> Face:
    """The light of a stopped clock says how it ended; one that was cut short has nothing done in it. A clock with a
    given end has no limit that it could use up."""
    at = clock.stopped_at or now
    pauses = clocks.pauses_of(clock)
    if not clock.unit:
        shown = light(clock.started_at, clock.due_at, at)
        return Face(clock, shown, "", "", len(pauses), clock.stopped_at in cuts, pauses)
    unit = Unit(clock.unit)
    used = elapsed(clock.started_at, at, unit, calendars.at(clock.calendar), pauses)
    shown = light(clock.started_at, clock.due_at, at)
    if clock.stopped_at and shown == "yellow":
        shown = "green"
    return Face(
        clock,
        shown,
        limit_words(clock.amount, unit),
        _used_words(used, unit),
        len(pauses),
        clock.stopped_at in cuts,
        pauses,
    )


def _used_words(used: float, unit: Unit) -> str:
    """In the clock's unit; many minutes as hours and days."""
    if unit is Unit.MINUTE and used >= MINUTES_AN_HOUR:
        return span(timedelta(minutes=round(used)))
    return limit_words(round(used, 0 if unit is Unit.MINUTE else 1), unit)


def limit_words(amount: float, unit: str) -> str:
    """'2 working days' in the reader's language."""
    return str(UNITS[unit]) % {"amount": f"{amount:g}"}


def _chapters(
    lines: Sequence[queries.Line], named: Mapping[str, str], case: Case, routes: Routes | None
) -> list[Chapter]:
    """Pictures that came one after another from one person are one chapter. Who may not see the routes has None."""
    chapters: list[Chapter] = []
    for line in lines:
        last = chapters[-1] if chapters else None
        if last and line.verb == last.line.verb == "add_photo" and line.actor == last.line.actor:
            chapters[-1] = Chapter(last.line, last.who, last.more, last.after, [*last.photos, *line.photos])
            continue
        after = line.at - last.line.at if last else None
        source = _source(line, routes)
        chapters.append(Chapter(line, who_did(line), _more(line, named, case), after, list(line.photos), source))
    return chapters


def _with_ratings(chapters: Sequence[Chapter], ratings: Sequence[Rating]) -> list[Chapter]:
    """What was rated is told while the rating is there: the entry of the audit does not hold it."""
    words = {
        rating.version: f"{SATISFACTION.get(rating.level, rating.level)} · "
        + (gettext("solved") if rating.is_solved else gettext("not solved"))
        for rating in ratings
    }
    return [replace(chapter, more=words.get(chapter.line.version, chapter.more)) for chapter in chapters]


def _with_calls(chapters: Sequence[Chapter], calls: Sequence[CallBack], told: Sequence[queries.Told]) -> list[Chapter]:
    """The same of what was noted in a call."""
    named = {each.report.pk: [gettext("Reporter %(n)s") % {"n": each.place}] for each in told}
    places = named if len(told) > 1 else {}
    known = {call.version: call for call in calls}
    return [
        replace(
            chapter,
            more=" · ".join([*places.get(call.report_id, ()), call_words(call)]),
            line=replace(chapter.line, remark=call.text),
        )
        if (call := known.get(chapter.line.version))
        else chapter
        for chapter in chapters
    ]


def _uncalled(case: Case, told: Sequence[queries.Told]) -> dict[int, str]:
    """The rule by which a reporter is not called, by the report's id; empty for one who may be."""
    found = {
        each.report.pk: queries.against_call(case, each.report, each.call_backs, has_number=each.has_number)
        for each in told
    }
    return {report: str(refusal.words["rule"]) if refusal else "" for report, refusal in found.items()}


def _routes_told(lines: Sequence[queries.Line]) -> Routes:
    """The rows that now stand where the recorded routes stood."""
    said = [line.data for line in lines if "route_since" in line.data]
    return queries.routes_at([(data["route_class"], data["route_area"]) for data in said]) if said else {}


def _source(line: queries.Line, routes: Routes | None) -> str:
    """The register's row of the route that was recorded; the rows among which it is, where several tables have one."""
    if "route_since" not in line.data or routes is None:
        return ""
    place = line.data["route_class"], line.data["route_area"]
    if len(rows := routes.get(place, ())) == 1:
        return reverse("manage_row", args=["routes", rows[0]])
    return f"{reverse('manage_rows', args=['routes'])}?{urlencode({'q': place[0] or place[1]})}"


def why_there(way: Way) -> str:
    """Which route it was, in words."""
    return _route_words(way.class_code, way.area, way.since, names_of_codes([way.area]))


def _route_words(class_code: str, area: str, since: datetime | None, named: Mapping[str, str]) -> str:
    said = {
        "class": class_code or gettext("every class"),
        "area": named.get(area, area) if area else gettext("every area"),
        "since": date_format(timezone.localtime(since), "Y-m-d") if since else "—",
    }
    return gettext("route for class %(class)s in %(area)s, since %(since)s") % said


def _why(line: queries.Line, named: Mapping[str, str]) -> str:
    since = line.data["route_since"]
    at = datetime.fromisoformat(since) if since else None
    words = _route_words(line.data["route_class"], line.data["route_area"], at, named)
    if other := line.data.get("differs_from"):
        return gettext("chosen instead of %(unit)s (%(route)s)") % {"unit": named.get(other, other), "route": words}
    return words


def who_did(line: queries.Line) -> str:
    """Who did it, as colleagues may read it."""
    kind = line.actor.partition(":")[0]
    if kind == "account":
        return line.actor_name or gettext("A colleague")
    if kind in ("public", "code"):
        return gettext("Resident")
    return pgettext("actor", "System")


def _more(line: queries.Line, named: Mapping[str, str], case: Case) -> str:
    """What the audit entry adds in codes, in words."""
    found = []
    if code := line.data.get("class_code"):
        known = case.event_class if case.event_class and case.event_class.code == code else None
        found.append(str(known or code))
    if code := line.data.get("unit"):
        found.append(named.get(code, code))
    if "route_since" in line.data:
        found.append(_why(line, named))
    if channel := line.data.get("channel"):
        found.append(str(CHANNELS.get(channel, channel)))
    if field := line.data.get("field"):
        found.append(str(CONTACT_FIELDS.get(field, field)))
    if line.data.get("drawn"):
        found.append(gettext("drawn for a spot check"))
    return " · ".join([*found, *_aside(line.data)])


def _aside(data: Mapping[str, Any]) -> Iterator[str]:
    """The same for the moves beside the straight path."""
    for name, words in (("finding", FINDINGS), ("level", LEVELS), ("outcome", OUTCOMES), ("lapsed", LAPSED)):
        if data.get(name) in words:
            yield str(words[data[name]])
    if until := data.get("until"):
        yield gettext("until %(moment)s") % {"moment": deadline(datetime.fromisoformat(until))}
    if task := data.get("task"):
        yield str(task)
    if data.get("is_done"):
        yield gettext("done")
    if data.get("accepts_without_photo"):
        yield gettext("accepted without a picture of afterwards")
    if data.get("again"):
        yield gettext("this unit gave it back before")
