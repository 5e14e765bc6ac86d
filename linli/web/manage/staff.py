"""Pages about the people who work here: who they are, what they may do and where, and why they see a case."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import actions, queries
from linli.accounts.models import AccountRecord
from linli.accounts.permissions import ACCOUNT_KEEPING
from linli.accounts.queries import Wanted
from linli.accounts.rules import made_password
from linli.accounts.workflow import ACCOUNT
from linli.cases.actions import Taken, export_personal
from linli.cases.queries import access
from linli.kernel.actions import Target
from linli.kernel.labels import sentence
from linli.kernel.models import AuditEntry
from linli.kernel.refusals import Refusal
from linli.kernel.registers import Values
from linli.kernel.territory import territory
from linli.places.queries import names_of, root_path
from linli.web.entry import View, staff_only
from linli.web.fields import blame
from linli.web.labels import SEE_AS_REASONS
from linli.web.manage import files, loading
from linli.web.manage.frame import Cell
from linli.web.manage.pages import STAFF, drawn, may
from linli.web.manage.staff_forms import (
    FilterForm,
    GrantForm,
    Keyed,
    NewForm,
    PersonForm,
    RevokeForm,
    WhyForm,
    WithKey,
    area_tree,
    node_choices,
    role_choices,
    role_name,
    unit_tree,
)
from linli.web.request import Request

ROWS = 50
KEY = ("username",)
COLUMNS = (
    pgettext_lazy("contact", "Name"),
    _("User name"),
    pgettext_lazy("input", "Unit"),
    _("Roles"),
    _("Account"),
)
OPEN, DISABLED = pgettext_lazy("account", "open"), pgettext_lazy("account", "disabled")
# verb → its form, the words of its button, its icon
MOVES: Mapping[str, tuple[type[Keyed], Any, str]] = {
    "grant": (GrantForm, _("Give a role"), "plus"),
    "change": (PersonForm, _("Change name, post or unit"), "edit"),
    "reset_password": (WithKey, _("Reset the password"), "key"),
    "disable": (WithKey, _("Disable the account"), "lock"),
    "enable": (WithKey, _("Enable the account"), "check"),
    "revoke_grant": (RevokeForm, _("Take the role away"), "trash"),
}
EXPLAINED: Mapping[str, Any] = {
    "grant": _("A role holds on the node and on everything below it, from the person's next click on."),
    "change": _("With the unit changes which cases the person sees as one of its people."),
    "reset_password": _("A new password is made and shown once. Whoever is signed in with this name is signed out."),
    "disable": _("Nobody signs in with it any more; its sessions and its programs end at once. What it did stays."),
    "enable": _("It can sign in again with its password and its roles."),
    "revoke_grant": _("It ends with the person's next click."),
}
TOLD: Mapping[str, Any] = {
    "account.add": _("Added"),
    "account.change": _("Changed"),
    "account.grant": _("Role given"),
    "account.revoke_grant": _("Role taken away"),
    "account.reset_password": _("Password reset"),
    "account.disable": _("Disabled"),
    "account.enable": _("Enabled"),
    "account.change_password": _("Chose a new password"),
    "account.see_as": _("Somebody looked as this person"),
    "account.end_see_as": _("The looking as this person ended"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role of an account on the page."""

    role: str
    key: str
    node: str
    where: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an account's history."""

    entry: AuditEntry
    what: Any
    who: str
    details: Sequence[str]


def for_keepers(*permissions: str) -> Callable[[View[Any]], View[Any]]:
    """For those who administer accounts somewhere, or hold one of these permissions. Raises Refusal `forbidden`."""
    wanted = permissions or ACCOUNT_KEEPING

    def wrap(view: View[Any]) -> View[Any]:
        def entered(request: Request, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.actor.holds(permission) for permission in wanted):
                raise Refusal("forbidden")
            return view(request, *args, **kwargs)

        update_wrapper(entered, view)
        return staff_only(entered)

    return wrap


@for_keepers()
@require_safe
def people(request: Request) -> HttpResponse:
    """Everybody whom one may see; those with these words, this role, or a role that reaches this node."""
    form = FilterForm(request.GET)
    wanted = _wanted(form) if form.is_valid() else Wanted()
    found = Paginator(queries.staff(request.actor, wanted), ROWS).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    said = {
        "form": form,
        "found": found,
        "headings": COLUMNS,
        "rows": list(map(_cells, found.object_list)),
        "query": query.urlencode(),
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "may_ask": request.actor.holds("account.grant"),
        "may_add": request.actor.holds("account.add"),
        "may_load": may(request, "account.bring_in"),
    }
    return drawn(request, STAFF, "staff", said)


def _cells(record: AccountRecord) -> list[Cell]:
    account = record.account
    held = [_held(grant) for grant in account.grants.all()]
    name, username, unit, roles, state = COLUMNS
    return [
        Cell(name, account.name, address=reverse("staff_one", args=[record.number])),
        Cell(username, account.username),
        Cell(unit, account.unit.name if account.unit else "—", account.title),
        Cell(roles, "—", items=[(each.role, each.where) for each in held]),
        Cell(state, OPEN if account.is_active else DISABLED, is_strong=not account.is_active),
    ]


def _wanted(form: FilterForm) -> Wanted:
    kind, _sep, code = form.cleaned_data["node"].partition(":")
    nodes = {kind: code} if code else {}
    return Wanted(form.cleaned_data["q"], form.cleaned_data["role"], **nodes)


def _held(grant: Any) -> Held:
    where = grant.area.name if grant.area else grant.unit.name if grant.unit else gettext("Everywhere")
    if grant.until:
        is_over = grant.until < timezone.localdate()
        words = gettext("%(where)s, ended on %(day)s") if is_over else gettext("%(where)s, until %(day)s")
        where = words % {"where": where, "day": grant.until.isoformat()}
    return Held(role_name(grant.role), grant.role_id, actions.node_in_words(grant), where)


@for_keepers()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Adds somebody; the first password is shown once."""
    if not request.actor.holds("account.add"):
        raise Refusal("forbidden")
    form = NewForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return drawn(request, STAFF, "staff_new", {"form": form}, status=422 if form.is_bound else 200)
    told, password = form.cleaned_data, made_password()
    values = {name: told[name] for name in ("username", "name", "title", "unit")}
    try:
        receipt = actions.add_account(request.actor, told["key"], password=password, **values)
    except Refusal as refusal:
        if refusal.code == "forbidden":
            # Who may add somebody at all may not do so in this unit, or in none.
            form.add_error("unit", gettext("Choose a unit of your own area."))
        else:
            blame(form, refusal, sentence(refusal))
        return drawn(request, STAFF, "staff_new", {"form": form}, status=refusal.status)
    return _show_password(request, receipt.number, password)


@for_keepers()
@require_safe
def one(request: Request, number: str) -> HttpResponse:
    """One account: who, which roles where, and what was done to it."""
    record = _standing(request, number)
    entries = queries.history(request.actor, record)
    names = queries.names_of_actors({entry.actor for entry in entries})
    verbs = [verb for verb in MOVES if verb in ACCOUNT.verbs(record.state) and _may(request, verb, record)]
    said = {
        "record": record,
        "held": [_held(grant) for grant in queries.grants_of(record.account)],
        "lines": [_told(entry, names, _words()) for entry in entries],
        "moves": [(verb.replace("_", "-"), *MOVES[verb][1:]) for verb in verbs if verb != "revoke_grant"],
        "may_revoke": "revoke_grant" in verbs,
        "may_see_as": queries.may_see_as(request.actor, record),
        "may_ask": request.actor.holds("account.grant"),
    }
    return drawn(request, STAFF, "staff_one", said)


def _standing(request: Request, number: str) -> AccountRecord:
    """The account, also where a form is sent. Raises Refusal `not_found`."""
    with territory(request.actor):
        return queries.record(request.actor, number)


def _may(request: Request, verb: str, record: AccountRecord) -> bool:
    is_own = record.account_id == request.actor.account_id
    return not is_own and request.actor.may(f"account.{verb}", record)


def _words() -> dict[str, str]:
    """What the codes in the history are called: roles, areas and units as they are now."""
    return dict(node_choices()) | {f"role:{key}": name for key, name in role_choices()}


def _told(entry: AuditEntry, names: Mapping[str, str], words: Mapping[str, str]) -> Told:
    data = json.loads(entry.data)
    if data.get("reason") in SEE_AS_REASONS:
        details = [str(SEE_AS_REASONS[data["reason"]])]
    else:
        told = [(name, data[name]) for name in ("changed", "role", "area", "unit", "until") if data.get(name)]
        details = [words.get(f"{name}:{value}", str(value)) for name, value in told]
    return Told(entry, TOLD.get(entry.action, entry.action), names.get(entry.actor, entry.actor), details)


@for_keepers()
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, number: str, verb: str) -> HttpResponse:
    """One thing that is done to an account: its form, and doing it."""
    verb = verb.replace("-", "_")
    if verb not in MOVES:
        raise Refusal("not_found")
    record = _standing(request, number)
    if not _may(request, verb, record):
        raise Refusal("forbidden")
    form = _form(request, verb, record)
    if request.method != "POST" or not form.is_valid():
        return _move_page(request, verb, record, form, 422 if form.is_bound else 200)
    try:
        if verb == "reset_password":
            return _reset(request, record, form)
        form.perform(request.actor, verb, record)  # type: ignore[attr-defined]
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return _move_page(request, verb, record, form, refusal.status)
    messages.success(request, gettext("Done. It is noted down in the history of the account."))
    return redirect("staff_one", number)


def _form(request: Request, verb: str, record: AccountRecord) -> Keyed:
    account = record.account
    known = {
        "change": {
            "name": account.name,
            "title": account.title,
            "unit": account.unit.code if account.unit else "",
        },
        "revoke_grant": {name: request.GET.get(name, "") for name in ("role", "node")},
    }
    return MOVES[verb][0](request.POST if request.method == "POST" else None, initial=known.get(verb))


def _move_page(request: Request, verb: str, record: AccountRecord, form: Keyed, status: int) -> HttpResponse:
    said = {
        "record": record,
        "form": form,
        "verb": verb,
        "words": MOVES[verb][1],
        "icon": MOVES[verb][2],
        "explained": EXPLAINED[verb],
    }
    if verb == "grant":
        said |= {
            "areas": area_tree(request.actor),
            "units": unit_tree(request.actor),
            "may_everywhere": "/" in request.actor.areas("account.grant"),
            "chosen": form["node"].value() or "",
        }
    if verb == "revoke_grant":
        shown = {(held.key, held.node): held for held in map(_held, queries.grants_of(record.account))}
        said["held"] = shown.get((form["role"].value() or "", form["node"].value() or ""))
    return drawn(request, STAFF, "staff_move", said, status=status)


def _reset(request: Request, record: AccountRecord, form: Keyed) -> HttpResponse:
    password = made_password()
    actions.reset_password(request.actor, Target(record.number, key=form.cleaned_data["key"]), password=password)
    return _show_password(request, record.number, password)


def _show_password(request: Request, number: str, password: str) -> HttpResponse:
    """The one page on which it stands; no browser keeps it."""
    said = {"record": _standing(request, number), "password": password}
    return drawn(request, STAFF, "staff_password", said)


@for_keepers("account.grant")
@require_safe
def why(request: Request) -> HttpResponse:
    """Which role, which participation or what else lets somebody see a case, or that nothing does."""
    is_asked = "number" in request.GET and "username" in request.GET
    form = WhyForm(request.GET if is_asked else None, initial=request.GET.dict())
    if not form.is_bound or not form.is_valid():
        return drawn(request, STAFF, "staff_why", {"form": form}, status=422 if form.is_bound else 200)
    told = form.cleaned_data
    try:
        record = _record(request, told["username"])
        case, found = access(told["number"].strip(), record.account)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return drawn(request, STAFF, "staff_why", {"form": form}, status=refusal.status)
    nodes = {node for _grant, node in found.by_area} | {case.area_path}
    units = {unit.path: unit.name for unit in queries.units()}
    roles = {role.key: role_name(role) for role in queries.roles()}
    areas = names_of(sorted(nodes))
    said = {
        "record": record,
        "case": case,
        "found": found,
        "case_area": areas.get(case.area_path, case.area_path),
        "case_unit": units.get(case.unit_path, ""),
        "by_area": [(roles.get(grant.role, grant.role), areas.get(node, node)) for grant, node in found.by_area],
        "by_unit": [(roles.get(grant.role, grant.role), units.get(node, node)) for grant, node in found.by_unit],
        "taking_part": [_token(token, units) for token in found.participations],
        "kept_out": [_token(token, units) for token in found.exclusions],
    }
    return drawn(request, STAFF, "staff_why", {"form": form, **said})


def _record(request: Request, username: str) -> AccountRecord:
    try:
        return queries.record_of_user(request.actor, username)
    except Refusal as refusal:
        raise Refusal("invalid", field="username", reason="unknown_account") from refusal


def _token(token: str, units: Mapping[str, str]) -> str:
    kind, _sep, path = token.partition(":")
    return gettext("as one of %(unit)s") % {"unit": units.get(path, path)} if kind == "unit" else gettext("in person")


@for_keepers("account.grant")
@require_safe
def export(request: Request) -> HttpResponse:
    """Everybody whom one may see, with their roles, as a table."""
    export_personal(request.actor, what=Taken.STAFF)
    with territory(request.actor):
        rows: list[Values] = [actions.staff_told(record.account) for record in queries.staff(request.actor)]
    return files.sent("staff", actions.STAFF_COLUMNS, rows)


@for_keepers()
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: Request) -> HttpResponse:
    """People from a table: tried first, then all of it or nothing."""
    if not may(request, "account.bring_in"):
        raise Refusal("forbidden")
    area_path = root_path()

    def bring_in(key: str, rows: Sequence[Values]) -> object:
        return actions.bring_in_staff(request.actor, key, rows=rows, area_path=area_path)

    answer = loading.answer(request, actions.STAFF_COLUMNS, KEY, bring_in, _changes)
    if answer.loaded:
        return redirect("staff")
    return drawn(
        request, STAFF, "import", {**answer.said, "title": STAFF.title, "back": STAFF.address}, status=answer.status
    )


def _changes(told: Mapping[str, Any]) -> list[loading.Changed]:
    """What a trial would change of accounts that are there."""
    names = queries.names_of(int(account) for account in told["changes"])
    words = {"changed": _("Changed"), "given": _("Role given"), "taken": _("Role taken away"), "active": _("Active")}
    return [
        loading.Changed(
            names.get(int(account), account),
            [(words.get(name, name), "", ", ".join(v) if isinstance(v, list) else v) for name, v in changes.items()],
        )
        for account, changes in told["changes"].items()
    ]
