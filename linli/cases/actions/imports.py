"""Classes and past cases from a city folder."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter, itemgetter
from typing import Any

from linli.accounts.models import Account
from linli.accounts.queries import actors_for
from linli.cases import queries
from linli.cases.actions.registers import STANDARD_HAND
from linli.cases.models import Case, Contact, Message, Photo, Report, Scheme
from linli.cases.workflow import HANDLED, IN_HAND
from linli.kernel import actions, registers
from linli.kernel import actor as actors
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE, Actor
from linli.kernel.batches import open_batch
from linli.kernel.models import Batch
from linli.kernel.refusals import invalid
from linli.kernel.replay import Replay, reserve_ids
from linli.places.queries import Spot, spots_of_codes

Row = Mapping[str, Any]
TIMEKEEPER = actors.machine("job:timekeeper")
NONE: Mapping[str, Photo] = {}
# So many past cases are collected before they are saved.
CASES_AT_ONCE = 250


@actions.create("class.load", of=Batch, fact="class.loaded")
def load_classes(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes event classes; see the city folder's event_classes.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "class", len(rows), area_path)
    schemes = {row["scheme"] for row in rows if row.get("scheme")}
    Scheme.objects.bulk_create((Scheme(code=code, name=code) for code in sorted(schemes)), ignore_conflicts=True)
    registers.load(step, queries.CLASSES, rows)


@actions.create("scheme.load", of=Batch, fact="scheme.loaded")
def load_schemes(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes the published tables of classes; see schemes.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "scheme", len(rows), area_path)
    registers.load(step, queries.SCHEMES, rows)


@actions.create("standard.load", of=Batch, fact="standard.loaded")
def load_standards(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds standards, and replaces those that changed; see standards.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "standard", len(rows), area_path)
    registers.load(step, queries.STANDARDS, rows, STANDARD_HAND)


@actions.create("route.load", of=Batch, fact="route.loaded")
def load_routes(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes routes; see routes.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "route", len(rows), area_path)
    registers.load(step, queries.ROUTES, rows)


@actions.create("template.load", of=Batch, fact="template.loaded")
def load_templates(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes prepared replies; see templates.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "template", len(rows), area_path)
    registers.load(step, queries.TEMPLATES, rows)


@actions.create("wording.load", of=Batch, fact="wording.loaded")
def load_wording(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes sentences of public pages; see wording.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "wording", len(rows), area_path)
    registers.load(step, queries.WORDING, rows)


@actions.create("stage_limit.load", of=Batch, fact="stage_limit.loaded")
def load_stage_limits(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Sets how long stages may take; see stage_limits.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "stage_limit", len(rows), area_path)
    registers.load(step, queries.STAGE_LIMITS, rows)
    queries.forget_stage_limits()


@actions.create("matter_list.load", of=Batch, fact="matter_list.loaded")
def load_matter_lists(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes versions of the list of matters; see matter_lists.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "matter_list", len(rows), area_path)
    registers.load(step, queries.MATTER_LISTS, rows)


@actions.create("matter.load", of=Batch, fact="matter.loaded")
def load_matters(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes matters of the list by authority; see matters.csv. Raises Refusal `wrong_rows`."""
    open_batch(step, "matter", len(rows), area_path)
    registers.load(step, queries.MATTERS, rows)


@actions.create("history.load", of=Batch, fact="history.loaded")
def load_history(
    step: Step[Batch], *, rows: Sequence[Row], ids: Sequence[int] = (), pictures: Mapping[str, Photo] = NONE
) -> None:
    """Brings in past cases: each report and move by whoever made it then, under all the rules. Raises Refusal.
    `ids` are those that `reserve_cases` gave for these rows; without them, the next ones.

    A row has `report` (at, by, text, building, channel, class_code, contact, is_anonymous; of what an outside unit sent
    in, at, by, text, building and external_number), `moves` (verb, by, or none for the reporter and for neighbours who
    join, minutes_after the step before, inputs) and perhaps `if_drawn`, the moves that follow when the case was drawn
    for a spot check, and `merged`, rows of cases that were merged into this one: the last of their moves is `merge`.
    The ids are those of each row and then of those that were merged into it. The input of `add_photo` is the name of
    one of the `pictures`, each a picture of no case yet; with `after` it shows the matter settled though it is at the
    desk still.
    """
    open_batch(step, "history", len(rows))
    everyone = list(each_case(rows))
    staff = actors_of(everyone)
    spots = spots_of_codes({row["report"]["building"] for row in everyone})
    replay, count = Replay(), len(everyone)
    given = zip(ids or reserve_cases(count), reserve_ids(Report, count), strict=True)
    for row in rows:
        _replay_case(replay, given, with_pictures(row, pictures), staff, spots)
        if len(replay.objects) == CASES_AT_ONCE:
            replay.save()
    replay.save()
    # In one order: parts that are loaded side by side wait for each other's rows.
    step.also(*sorted((one.file for one in pictures.values()), key=attrgetter("sha256")))


def reserve_cases(count: int) -> list[int]:
    """Ids for past cases that come in by several imports at once, so that their numbers follow their order in time."""
    return reserve_ids(Case, count)


def each_case(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, each followed by those that were merged into it."""
    for row in rows:
        yield row
        yield from row.get("merged", ())


def with_pictures(row: Row, pictures: Mapping[str, Photo]) -> Row:
    """The row with a picture where it names one. Raises Refusal `invalid` for one that there is not."""
    moves = {name: [_with_picture(move, pictures) for move in row.get(name, ())] for name in ("moves", "if_drawn")}
    return {**row, **moves, "merged": [with_pictures(each, pictures) for each in row.get("merged", ())]}


def _with_picture(move: Row, pictures: Mapping[str, Photo]) -> Row:
    if move["verb"] != "add_photo":
        return move
    given = move.get("inputs") or {}
    known = pictures.get(given.get("picture", ""))
    if known is None:
        raise invalid("picture", "unknown_choice")
    photo = Photo(sent_sha256=known.sent_sha256, file=known.file)
    return {**move, "inputs": {"photo": photo, "is_after": given.get("after") is True}}


def actors_of(rows: Sequence[Row]) -> dict[str, Actor]:
    """Everybody who appears in the history, by user name."""
    names = {move["by"] for row in rows for move in (*row["moves"], *row.get("if_drawn", ()))} | {
        row["report"].get("by") for row in rows
    }
    accounts = list(Account.objects.filter(username__in=names - {None}))
    built = actors_for(accounts)
    return {account.username: built[account.pk] for account in accounts}


def _replay_case(
    replay: Replay, ids: Iterator[tuple[int, int]], row: Row, staff: Mapping[str, Actor], spots: Mapping[str, Spot]
) -> None:
    case, people = _begin(replay, next(ids), row, staff, spots)
    merged = [(_ended_at(each), each, next(ids)) for each in row.get("merged", ())]
    waiting = [
        (at, partial(_take_in, replay, case, given, each, staff, spots))
        for at, each, given in sorted(merged, key=itemgetter(0))
    ]
    _replay_moves(replay, case, datetime.fromisoformat(row["report"]["at"]), row["moves"], people, waiting)
    if case.state == HANDLED and row.get("if_drawn"):
        _replay_moves(replay, case, replay.last_at or case.reported_at, row["if_drawn"], people)


def _ended_at(row: Row) -> datetime:
    minutes = sum(move["minutes_after"] for move in row["moves"])
    return datetime.fromisoformat(row["report"]["at"]) + timedelta(minutes=minutes)


def _take_in(
    replay: Replay, into: Case, ids: tuple[int, int], row: Row, staff: Mapping[str, Actor], spots: Mapping[str, Spot]
) -> None:
    """Another case that was merged into this one: its own story, and both sides of the merge."""
    actor = staff[row["moves"][-1]["by"]]
    with replay.beside():
        case, people = _begin(replay, ids, row, staff, spots)
        replay.looked_up[queries.target, actor, into.number] = into
        moves = [*row["moves"][:-1], {**row["moves"][-1]}]
        moves[-1]["inputs"] = {**moves[-1].get("inputs", {}), "into": into.number}
        _replay_moves(replay, case, case.reported_at, moves, people)
        rows = [replay.own(kind) for kind in (Report, Photo, Contact, Message)]
    absorber, at = actor.lent("case.absorb"), replay.last_at or case.reported_at
    turned = queries.turned_over(case, into, into.version + 1, *rows)  # type: ignore[arg-type]
    replay.looked_up[queries.one, absorber, case.number] = case
    replay.looked_up[queries.belongings, absorber, case, into, into.version + 1] = turned
    _replay_overdue(replay, into, at)
    key = f"history-{into.pk:012d}-{into.version}"
    replay.move("case.absorb", absorber, at, into, {"source": case.number}, key=key)


def _begin(
    replay: Replay, ids: tuple[int, int], row: Row, staff: Mapping[str, Actor], spots: Mapping[str, Spot]
) -> tuple[Case, Mapping[str | None, Actor]]:
    """The case as it was reported, and who acts in it by user name; its reporter has none."""
    report, (case_id, report_id) = row["report"], ids
    at = datetime.fromisoformat(report["at"])
    reporter = staff.get(report.get("by") or "") or actors.public()
    key = f"history-{case_id:012d}"
    people: dict[str | None, Actor] = dict(staff.items())
    if "external_number" in report:
        sent = {name: report[name] for name in ("text", "external_number")} | {"spot": spots[report["building"]]}
        case = replay.create("case.transfer_in", reporter, at, case_id, key, sent)
    else:
        case = replay.create("case.report", reporter, at, case_id, key, _reported(report, spots))
        people[None] = _holder(replay, case, report_id)
    return case, people


def _reported(report: Row, spots: Mapping[str, Spot]) -> dict[str, Any]:
    """What the action is given."""
    return {
        "text": report["text"],
        "spot": spots[report["building"]],
        "channel": report["channel"],
        "class_code": report.get("class_code") or "",
        "contact": report.get("contact") or {},
        "is_anonymous": bool(report.get("is_anonymous")),
    }


def _holder(replay: Replay, case: Case, report_id: int) -> Actor:
    """Whoever has the code of the report that was just replayed. It is found in memory: no table has it yet."""
    told = next(row for row in reversed(replay.belongings) if isinstance(row, Report))
    told.pk = report_id
    holder = actors.public(told.code_digest)
    replay.looked_up[queries.own_report, holder, case] = told
    replay.looked_up[queries.rating_of, holder, case, told] = None
    return holder


def _replay_moves(
    replay: Replay,
    case: Case,
    at: datetime,
    moves: Sequence[Row],
    people: Mapping[str | None, Actor],
    waiting: Sequence[tuple[datetime, Callable[[], None]]] = (),
) -> None:
    """Each move in its time, and before it what was waiting for an earlier one."""
    left = list(waiting)
    for move in moves:
        at += timedelta(minutes=move["minutes_after"])
        while left and left[0][0] <= at:
            left.pop(0)[1]()
        _replay_overdue(replay, case, at)
        verb, given = move["verb"], dict(move.get("inputs") or {})
        if "until" in given:
            given["until"] = datetime.fromisoformat(given["until"])
        if verb == "join":
            given = {"channel": "web", "contact": {}, "is_anonymous": False, "is_on_behalf": False, **given}
        actor = actors.public() if verb == "join" else people[move["by"]]
        replay.move(f"case.{verb}", actor, at, case, given, key=f"history-{case.pk:012d}-{case.version}")
        if verb == "reopen":
            _rate_anew(replay, case, people)
    for _, take_in in left:
        take_in()


def _rate_anew(replay: Replay, case: Case, people: Mapping[str | None, Actor]) -> None:
    """What was reopened is answered once more, and may be rated once more."""
    holder = people.get(None)
    if holder:
        told = replay.looked_up[queries.own_report, holder, case]
        replay.looked_up[queries.rating_of, holder, case, told] = None


def _replay_overdue(replay: Replay, case: Case, now: datetime) -> None:
    """What the timekeeper would have done when the time for handling ran out before `now`."""
    if case.state not in IN_HAND or case.due_at is None or case.due_at >= now:
        return
    if replay.fire(case, "handle", case.due_at):
        given = {"clock": "handle", "due_at": case.due_at.isoformat()}
        replay.move("case.become_overdue", TIMEKEEPER, case.due_at, case, given)
