"""One case: its history, and what may be done with it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from linli.accounts.models import Unit
from linli.accounts.queries import names_of, units_where, without_holders
from linli.cases import rules
from linli.cases.models import Case, Hold, Message, Photo, Remark
from linli.cases.permissions import CASE_ACCEPT, CASE_CHECK_PASS, CASE_VERIFY, TASK_ACCEPT
from linli.cases.queries.aside import arriving, open_transfer
from linli.cases.queries.classes import day_of, standards_of
from linli.cases.queries.merging import wordless
from linli.cases.queries.reports import why_unread
from linli.cases.workflow import CASE, OFFERED, ONWARD, REPORTED
from linli.kernel.actor import Actor, covers
from linli.kernel.attempts import unseen
from linli.kernel.duties import conflict
from linli.kernel.models import AuditEntry, Clock
from linli.kernel.refusals import Refusal, invalid
from linli.places.queries import root_path


def one(actor: Actor, number: str) -> Case:
    """The case. Raises Refusal `not_found` for a number that is unknown or not the actor's to see."""
    rows = Case.objects.visible_to(actor).filter(number=number)
    found = rows.select_related("event_class", "unit", "handler", "building", "standard").first()
    if found is None:
        raise unseen(actor, Case, number)
    return found


def several(actor: Actor, numbers: Sequence[str]) -> list[Case]:
    """Those of these cases that the actor may see, in the given order, with one query."""
    rows = Case.objects.visible_to(actor).filter(number__in=numbers)
    found = {case.number: case for case in rows.select_related("event_class", "unit", "standard")}
    return [found[number] for number in numbers if number in found]


def number_of(actor: Actor, case_id: int) -> str:
    """The number of the case with this id. Raises Case.DoesNotExist."""
    return Case.objects.visible_to(actor).values_list("number", flat=True).get(pk=case_id)


def verbs(actor: Actor, case: Case) -> list[str]:
    """The moves that the table allows in this state and the actor has the permission for: the buttons."""
    return [verb for verb in CASE.verbs(case.state) if actor.may(f"case.{verb}", case)]


@dataclass(frozen=True, slots=True)
class Foreknown:
    """What the rules ask the database about a case, found beforehand for many: the ids of those that are `arriving`
    from outside, of those that nobody would check or look at before filing, and of those whose words were erased."""

    arriving: Collection[int] = ()
    unchecked: Collection[int] = ()
    unverified: Collection[int] = ()
    wordless: Collection[int] = ()


def foreknown(actor: Actor, cases: Sequence[Case]) -> Foreknown:
    """This about these cases, with a few queries however many they are."""
    return Foreknown(
        arriving(actor, cases),
        {case.pk for case in _unchecked(cases, root_path())},
        {case.pk for case in _unverified(cases)},
        wordless(actor, cases),
    )


def obstacle(actor: Actor, case: Case, verb: str, known: Foreknown | None = None) -> Refusal | None:
    """Why this actor cannot make a move that exists in the case's state; None when nothing is in the way. Whoever asks
    for many says what is `known` about them."""
    if not actor.may(f"case.{verb}", case):
        return Refusal("forbidden")
    duty = next((t.duty for t in CASE.moves if t.name == verb and case.state in t.sources), None)
    standing = conflict(duty, actor.key, case.played) if duty else None
    if standing:
        return Refusal("separation_of_duties", duty=duty, standing=standing)
    broken = rule_against(case, verb, timezone.now(), actor.unit_path)
    if broken is None and verb == "receive" and not _is_arriving(actor, case, known):
        return Refusal("rule", rule="received_before")
    if broken is None and verb in rules.CHECKED_AFTER and _is_unchecked(case, known):
        return Refusal("rule", rule="no_place")
    if broken is None and verb == "ask_to_verify" and _is_unverified(case, known):
        return Refusal("rule", rule="nobody_verifies")
    if broken is None and verb in ("reopen", "unmerge") and _is_wordless(actor, case, known):
        return Refusal("rule", rule="words_erased")
    return broken or (why_unread(actor, case) if verb == "send_message" else None)


def _is_arriving(actor: Actor, case: Case, known: Foreknown | None) -> bool:
    return case.pk in known.arriving if known else open_transfer(actor, case) is not None


def _is_unchecked(case: Case, known: Foreknown | None) -> bool:
    return case.pk in known.unchecked if known else is_unchecked(case, root_path())


def _is_unverified(case: Case, known: Foreknown | None) -> bool:
    return case.pk in known.unverified if known else not is_verified_there(case)


def _is_wordless(actor: Actor, case: Case, known: Foreknown | None) -> bool:
    return case.pk in (known.wordless if known else wordless(actor, [case]))


def is_unchecked(case: Case, root: str) -> bool:
    """Whether it lies in the town's root area, so that nobody knows where, and nobody checks in the whole town: once
    handled it would be stranded."""
    return bool(_unchecked([case], root))


def _unchecked(cases: Sequence[Case], root: str) -> list[Case]:
    return without_holders(CASE_CHECK_PASS, [case for case in cases if root.startswith(case.area_path)])


def is_verified_there(case: Case) -> bool:
    """Whether anybody could look at the matter before filing: else it would wait for ever."""
    return not _unverified([case])


def _unverified(cases: Sequence[Case]) -> list[Case]:
    return without_holders(CASE_VERIFY, [case for case in cases if case.state == REPORTED])


def rule_against(case: Case, verb: str, at: datetime, office: str = "") -> Refusal | None:
    """What a rule puts in the way of the move at that time, for whoever is of this office."""
    broken = rules.rule_aside(verb, aside(case, at, office))
    if broken:
        return broken
    may_self_handle = case.event_class is None or case.event_class.is_self_handled
    return rules.obstacle(verb, holds=case.open_holds, may_self_handle=may_self_handle)


# Rules that say that a move has nothing to be about.
WITHOUT_OCCASION = frozenset({"no_application", "not_endorsed", "top_level", "not_transferred_in", "not_contested"})


def has_occasion(case: Case, verb: str) -> bool:
    """Whether there is anything that the move could be about: somebody asked, something was sent."""
    broken = rules.rule_aside(verb, aside(case, timezone.now()))
    return broken is None or broken.words["rule"] not in WITHOUT_OCCASION


def aside(case: Case, at: datetime, office: str = "") -> rules.Aside:
    """The case as the rules beside the straight path ask for it, of somebody of this office."""
    is_late = case.due_at is not None and case.due_at <= at
    is_lately = case.urged_at is not None and case.urged_by == office and at < case.urged_at + rules.URGED_AGAIN_AFTER
    return rules.Aside(
        case.asked,
        case.extensions,
        is_late,
        case.level,
        is_incoming=case.source_id is not None,
        open_tasks=case.open_tasks,
        is_own=bool(case.unit_path) and covers((case.unit_path,), office),
        urged_at=timezone.localtime(case.urged_at) if is_lately else None,
        is_contested=case.is_contested,
    )


def states_waiting_for(actor: Actor) -> tuple[str, ...]:
    """The states out of which the actor holds a move onward: what needs this person next. What one may settle on the
    spot waits for nobody: the desk takes it further all the same."""
    onward = {t for t in CASE.moves if t.name in ONWARD - OFFERED and actor.holds(f"case.{t.name}")}
    return tuple(state for state in CASE.states if any(state in t.sources for t in onward))


def applications_waiting_for(actor: Actor) -> tuple[str, ...]:
    """The steps of an application for more time or a rest that the actor may grant."""
    steps = {verb: step for verb, steps in rules.ANSWERS.items() if verb in rules.GRANTING for step in steps}
    return tuple(step for verb, step in steps.items() if actor.holds(f"case.{verb}"))


def contests_waiting_for(actor: Actor) -> tuple[str, ...]:
    """The states in which the actor may answer what a reporter contests: open it again, or stand by the result."""
    answers = {t for t in CASE.moves if t.name in ("reopen", "decline_contest") and actor.holds(f"case.{t.name}")}
    return tuple(state for state in CASE.states if any(state in t.sources for t in answers))


# The stage whose clock matters most while a case is in this state.
STAGE_OF = {
    "reported": "file",
    "verifying": "verify",
    "filed": "dispatch",
    "dispatched": "accept",
    "accepted": "handle",
    "handling": "handle",
    "transferring": "transfer",
    "transferred": "handle",
    "suspended": "suspension",
    "handled": "check",
    "checked": "close",
}


class Running(NamedTuple):
    """A running clock as lists show it; one without a limit has no `due_at`."""

    started_at: datetime
    due_at: datetime | None


def stage_clocks(cases: Sequence[Case]) -> dict[int, Running]:
    """The running clock of each case's present stage, by the case's id, with one query. The caller sees the cases."""
    rows = Clock.objects.filter(
        object_type="case",
        object_id__in=[case.pk for case in cases],
        name__in=set(STAGE_OF.values()),
        stopped_at=None,
    ).values_list("object_id", "name", "started_at", "due_at")
    found = {(object_id, name): Running(begun, due) for object_id, name, begun, due in rows}
    wanted = {case.pk: found.get((case.pk, STAGE_OF.get(case.state, ""))) for case in cases}
    return {case_id: clock for case_id, clock in wanted.items() if clock}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history: who did what, when, with which words and pictures; `without_photo` is why there is
    none."""

    version: int
    at: datetime
    action: str
    actor: str
    actor_name: str
    data: Mapping[str, Any] = field(default_factory=dict)
    remark: str = ""
    without_photo: str = ""
    photos: Sequence[Photo] = ()

    @property
    def verb(self) -> str:
        return self.action.partition(".")[2]


def timeline(actor: Actor, case: Case, said: Sequence[Message] | None = None) -> list[Line]:
    """The whole history, oldest first, with a constant number of queries; one less for whoever has read already what
    was `said`."""
    if said is None:
        said = list(Message.objects.visible_to(actor).filter(case=case))
    entries = list(AuditEntry.objects.filter(object_type="case", object_id=case.pk).order_by("version"))
    remarks = {(message.version, ""): message.text for message in said}
    kept = Remark.objects.visible_to(actor).filter(case=case).values_list("version", "subject", "text")
    remarks.update({(version, subject): text for version, subject, text in kept})
    shown: dict[int, list[Photo]] = {}
    for photo in photos(actor, case):
        shown.setdefault(photo.version, []).append(photo)
    names = names_of(_account_ids(entries))
    return [
        Line(
            version=entry.version,
            at=entry.at,
            action=entry.action,
            actor=entry.actor,
            actor_name=names.get(_account_id(entry.actor), ""),
            data=json.loads(entry.data),
            remark=remarks.get((entry.version, ""), ""),
            without_photo=remarks.get((entry.version, rules.WITHOUT_PHOTO), ""),
            photos=shown.get(entry.version, ()),
        )
        for entry in entries
    ]


def photos(actor: Actor, case: Case) -> list[Photo]:
    """The case's pictures by time, with their files."""
    return list(Photo.objects.visible_to(actor).filter(case=case).select_related("file").order_by("added_at", "id"))


def photo(actor: Actor, case: Case, stored_sha256: str) -> Photo:
    """One picture of the case by the digest of what is kept. Raises Refusal `not_found`."""
    found = Photo.objects.visible_to(actor).filter(case=case, file_id=stored_sha256).select_related("file").first()
    if found is None:
        raise Refusal("not_found")
    return found


def photo_count(actor: Actor, case: Case, report_id: int | None) -> int:
    """How many pictures came with this report, or without one from those who work here."""
    return Photo.objects.visible_to(actor).filter(case=case, report=report_id).count()


def photo_sent(actor: Actor, case: Case, sha256: str) -> Photo | None:
    """The picture that was sent with this digest, if it has been."""
    return Photo.objects.visible_to(actor).filter(case=case, sent_sha256=sha256.lower()).first()


def has_photo(actor: Actor, case: Case, stored_sha256: str) -> bool:
    """Whether the case has a picture of which the same is kept, of whatever round and by whomever."""
    return Photo.objects.visible_to(actor).filter(case=case, file_id=stored_sha256).exists()


def open_hold(actor: Actor, case: Case, holder: str) -> Hold | None:
    """The hold that this holder has on the case."""
    return Hold.objects.visible_to(actor).filter(case=case, holder=holder, released_at=None).first()


def open_holds(actor: Actor, case: Case) -> list[Hold]:
    """What above the case must end before it may, oldest first."""
    return list(Hold.objects.visible_to(actor).filter(case=case, released_at=None).order_by("since", "id"))


def accepting_unit(code: str) -> Unit:
    """The unit of our own with this code, in which somebody accepts cases: elsewhere one would be stranded. Raises
    Refusal `invalid` and `rule`."""
    return _own_unit(code, CASE_ACCEPT, Refusal("rule", rule="nobody_accepts"))


def assisting_unit(code: str) -> Unit:
    """The same, in which somebody accepts sub-tasks."""
    return _own_unit(code, TASK_ACCEPT, Refusal("rule", rule="nobody_assists"))


def _own_unit(code: str, permission: str, nobody: Refusal) -> Unit:
    found = units_where(permission).filter(code=code, is_outside=False).first()
    if found is None:
        raise Refusal("rule", rule="outside_unit") if unit(code).is_outside else nobody
    return found


def unit(code: str) -> Unit:
    """The unit with this code, which takes new cases. Raises Refusal `invalid`."""
    found = known_unit(code)
    if found.is_retired:
        raise invalid("unit", "retired_unit")
    return found


def known_unit(code: str) -> Unit:
    """The unit with this code, which may take no new cases any more. Raises Refusal `invalid`."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise invalid("unit", "unknown_unit")
    return found


def required(case: Case, verb: str) -> list[str]:
    """The inputs without which the move is refused for this case: those of the table, and those that follow from the
    standards of its class; of a matter of which something else is said than that it is done, no closing condition."""
    more = []
    if verb == "file" and case.event_class_id and len(standards_of(case.event_class_id, day_of(timezone.now()))) > 1:
        more.append("standard")
    if verb == "close" and not case.outcome:
        more.append("outcome")
    may_be_done = verb == "self_handle" or (verb == "close" and case.outcome in ("", rules.DONE))
    if may_be_done and case.standard and case.standard.closing_condition:
        more.append("condition_met")
    if verb in rules.HANDING_IN and needs_photo(case):
        more.append(rules.WITHOUT_PHOTO)
    if verb == "check_pass" and case.lacks_photo:
        more.append("accepts_without_photo")
    return [*CASE.requires(case.state, verb), *more]


def needs_photo(case: Case) -> bool:
    """Whether a picture of afterwards is missing before the case may be handed in as handled."""
    return case.event_class is not None and case.event_class.needs_after_photo and not case.has_after_photo


def was_no_photo_asked(case: Case) -> bool:
    """Whether a picture of afterwards is missing that nobody asked for, because of what is said to have become of the
    matter."""
    return needs_photo(case) and case.outcome not in ("", *rules.SHOWN)


def why_without_photo(actor: Actor, case: Case) -> str:
    """Why there is no picture, in the words of whoever handed the case in last; '' where none is missing."""
    if not case.lacks_photo:
        return ""
    rows = Remark.objects.visible_to(actor).filter(case=case, subject=rules.WITHOUT_PHOTO)
    return str(rows.order_by("-version").values_list("text", flat=True).first() or "")


def _account_ids(entries: Iterable[AuditEntry]) -> set[int]:
    return {_account_id(entry.actor) for entry in entries} - {0}


def _account_id(actor_key: str) -> int:
    kind, _, number = actor_key.partition(":")
    return int(number) if kind == "account" and number.isdigit() else 0
