"""Who gets which page, declared for every address of the web. An address without a row fails."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.adapters.tables import uploads
from linli.web.cases.moves import FORMS
from linli.web.errors import PAGE_OF_FORM, page_of_form
from tests.api.pictures import picture
from tests.conftest import Trial
from tests.domain.cases.assisting import case_number_of
from tests.web.conftest import Browse
from tests.world import STRAIGHT, TO_THE_END, World, inputs

# /metrics asks the relay's tables too.
pytestmark = pytest.mark.django_db(databases=["default", "relay"])
PUBLIC = "li"
INSIDE = ("lin", "wang", "chen", "zhao", "feng", "sun", "leader", "auditor")
# The administrator sees no case.
OUTSIDE = ("stranger", "stranger_zhao", "gong", "ren", "admin", "next_auditor")
STAFF = (*INSIDE, *OUTSIDE)
ASSISTED = (*INSIDE, "ren")
NOT_ASSISTING = tuple(who for who in OUTSIDE if who != "ren")
ADMIN = ("admin",)
# Whoever makes a move where the matter lies.
OUTDOORS = ("lin", "wang", "zhao", "ren", "sun", "gong", "stranger_zhao")
# Whoever decides what becomes of reports takes in what people tell.
INTAKE = ("chen", "wang", "stranger")
EVERYBODY = (PUBLIC, *STAFF)


@dataclass(frozen=True)
class Row:
    """One address. Whoever is not `allowed` is asked to sign in, sees nothing from outside, or is refused inside."""

    path: str
    success: int = 200
    allowed: tuple[str, ...] = EVERYBODY
    hidden: tuple[str, ...] = OUTSIDE
    method: str = "get"
    for_the_public: int = 0

    def expected(self, who: str) -> int:
        if who in self.allowed:
            return self.success
        if who == PUBLIC:
            return self.for_the_public or (302 if self.method == "get" else 401)
        return 404 if who in self.hidden else 403


# While a case waits at the desk its later handler cannot see it.
ROWS = {
    "healthz": Row("/healthz"),
    "readyz": Row("/readyz"),
    # Tests come from this machine.
    "metrics": Row("/metrics"),
    "front": Row("/"),
    "matters": Row("/matters/"),
    "set_language": Row("/i18n/language/", 302, method="post"),
    "design": Row("/design/", allowed=ADMIN, hidden=()),
    "palette": Row("/palette/", allowed=STAFF),
    "worker": Row("/sw.js"),
    "offline": Row("/offline/"),
    "look": Row("/look/", 302, method="post"),
    "help": Row("/help/"),
    "help_guide": Row("/help/desk/"),
    "help_picture": Row("/help/pictures/desk.zh.png"),
    "report": Row("/report/"),
    "report_nearby": Row("/report/nearby/?address=First"),
    "report_places": Row("/report/places/?address=First"),
    "report_classes": Row("/report/classes/", method="post"),
    "report_words": Row("/report/words/", method="post"),
    "report_preview": Row("/report/preview/", method="post"),
    "follow": Row("/follow/"),
    "followed": Row("/r/{code}/"),
    "sent": Row("/r/{code}/sent/"),
    "qr": Row("/r/{code}/qr.svg"),
    "follow_add_photos": Row("/r/{code}/photos/", 422, method="post"),
    "follow_answer": Row("/r/{code}/answer", 422, method="post"),
    "follow_rate": Row("/r/{code}/rate", 422, method="post"),
    "follow_contest": Row("/r/{code}/contest", 422, method="post"),
    "follow_photo": Row("/r/{code}/photos/{stored}"),
    "own_data": Row("/r/{code}/data/"),
    "own_copy": Row("/r/{code}/data/copy", method="post"),
    "own_change": Row("/r/{code}/data/withdraw"),
    "privacy": Row("/privacy/"),
    "statistics": Row("/statistics/"),
    "statistics_table": Row("/statistics/statistics.csv"),
    "grids": Row("/grids/"),
    "scope": Row("/scope/"),
    "status": Row("/status/"),
    "audit": Row("/audit/", allowed=("auditor", "next_auditor"), hidden=()),
    "audit_verify": Row("/audit/verify", 404, allowed=("auditor", "next_auditor"), hidden=(), method="post"),
    "audit_export": Row("/audit/export", allowed=("auditor", "next_auditor"), hidden=(), method="post"),
    "retention_runs": Row("/audit/retention/", allowed=("auditor", "next_auditor"), hidden=()),
    "login": Row("/accounts/login/", 302, allowed=STAFF, for_the_public=200),
    "logout": Row("/accounts/logout/", 302, method="post"),
    "password": Row("/accounts/password/", allowed=STAFF),
    "own_tokens": Row("/accounts/tokens/", allowed=STAFF),
    "my_data": Row("/accounts/data/", allowed=STAFF),
    "my_copy": Row("/accounts/data/copy", allowed=STAFF),
    "corrections": Row("/accounts/corrections/", allowed=STAFF),
    "correction_withdraw": Row("/accounts/corrections/Q1/withdraw", 404, allowed=STAFF, method="post"),
    "correction_decide": Row("/accounts/corrections/Q1/decide", 404, allowed=STAFF, method="post"),
    "demo": Row("/demo/", 404),
    "manage": Row("/manage/", allowed=ADMIN, hidden=()),
    "begin": Row("/manage/begin/", allowed=ADMIN, hidden=()),
    # The world's administrator may not load a town.
    "begin_street": Row("/manage/begin/street/", 403, allowed=ADMIN, hidden=()),
    "begin_file": Row("/manage/begin/grids/", allowed=ADMIN, hidden=()),
    "begin_example": Row("/manage/begin/example/grids.geojson", allowed=ADMIN, hidden=()),
    "staff": Row("/manage/staff/", allowed=ADMIN, hidden=()),
    "staff_new": Row("/manage/staff/new/", allowed=ADMIN, hidden=()),
    "staff_why": Row("/manage/staff/why/?number={number}&username=zhao", allowed=ADMIN, hidden=()),
    "staff_import": Row("/manage/staff/import/", allowed=ADMIN, hidden=()),
    "staff_export": Row("/manage/staff/export.csv", allowed=ADMIN, hidden=()),
    "see_as": Row("/manage/staff/{account}/see-as/", allowed=ADMIN, hidden=()),
    "see_as_state": Row("/manage/see-as/", allowed=STAFF),
    "see_as_end": Row("/manage/see-as/end/", 302, allowed=STAFF, method="post"),
    "staff_one": Row("/manage/staff/{account}/", allowed=ADMIN, hidden=()),
    "staff_move": Row("/manage/staff/{account}/grant/", allowed=ADMIN, hidden=()),
    "areas_division": Row("/manage/areas/division/", allowed=ADMIN, hidden=()),
    "areas_boundaries": Row("/manage/areas/boundaries.geojson", allowed=ADMIN, hidden=()),
    "door": Row("/d/33011001000100001/", 302),
    "doors": Row("/manage/doors/?area=330110010001", allowed=ADMIN, hidden=()),
    "doors_paper": Row("/manage/doors/codes.pdf?area=330110010001", allowed=ADMIN, hidden=()),
    "roles_matrix": Row("/manage/roles/matrix/", allowed=ADMIN, hidden=()),
    "routes_trial": Row("/manage/routes/trial/", allowed=ADMIN, hidden=()),
    "routes_gaps": Row("/manage/routes/gaps/", allowed=ADMIN, hidden=()),
    "manage_retention": Row("/manage/retention/", allowed=ADMIN, hidden=()),
    "manage_retention_history": Row("/manage/retention/history/", allowed=ADMIN, hidden=()),
    "manage_retention_import": Row("/manage/retention/import/", allowed=ADMIN, hidden=()),
    "manage_retention_export": Row("/manage/retention/export.csv", allowed=ADMIN, hidden=()),
    "manage_tokens_import": Row("/manage/tokens/import/", allowed=ADMIN, hidden=()),
    "manage_tokens_export": Row("/manage/tokens/export.csv", allowed=ADMIN, hidden=()),
    "manage_tokens": Row("/manage/tokens/", allowed=ADMIN, hidden=()),
    "imports": Row("/manage/imports/", allowed=ADMIN, hidden=()),
    "imports_new": Row("/manage/imports/new/", allowed=ADMIN, hidden=()),
    "imports_draft": Row("/manage/imports/draft/{upload}/", allowed=ADMIN, hidden=()),
    "imports_map": Row("/manage/imports/draft/{upload}/map.toml", allowed=ADMIN, hidden=()),
    "imports_draft_errors": Row("/manage/imports/draft/{upload}/errors.csv", 404, allowed=ADMIN, hidden=()),
    "imports_one": Row("/manage/imports/{batch}/", allowed=ADMIN, hidden=()),
    "imports_undo": Row("/manage/imports/{batch}/undo/", allowed=ADMIN, hidden=()),
    "imports_errors": Row("/manage/imports/{batch}/errors.csv", 404, allowed=ADMIN, hidden=()),
    "manage_rows": Row("/manage/classes/", allowed=ADMIN, hidden=()),
    "manage_new": Row("/manage/classes/new/", allowed=ADMIN, hidden=()),
    "manage_row": Row("/manage/classes/row/{row}/", allowed=ADMIN, hidden=()),
    "manage_retire": Row("/manage/classes/retire/{row}/", 302, allowed=ADMIN, hidden=(), method="post"),
    "manage_history": Row("/manage/classes/history/", allowed=ADMIN, hidden=()),
    "manage_import": Row("/manage/classes/import/", allowed=ADMIN, hidden=()),
    "manage_export": Row("/manage/classes/export.csv", allowed=ADMIN, hidden=()),
    "figures": Row("/figures/", allowed=STAFF),
    "compare": Row("/figures/compare/", allowed=STAFF),
    "figures_table": Row("/figures/months.csv", allowed=STAFF),
    "cases": Row("/cases/", allowed=STAFF),
    "cases_bulk": Row("/cases/bulk?verb=dispatch&number={number}", allowed=STAFF),
    "cases_export": Row("/cases/export?tab=all", allowed=("chen", "stranger"), hidden=(), method="post"),
    "cases_map_areas": Row("/cases/map/areas", allowed=STAFF),
    "cases_map_points": Row("/cases/map/points?tab=all", allowed=STAFF),
    "filter_keep": Row("/cases/filters?tab=all", 422, allowed=STAFF, method="post"),
    "filter_prefer": Row("/cases/filters/prefer?tab=all", 404, allowed=STAFF, method="post"),
    "filter_rename": Row("/cases/filters/rename?tab=all", 404, allowed=STAFF, method="post"),
    "filter_remove": Row("/cases/filters/remove?tab=all", 404, allowed=STAFF, method="post"),
    "intake": Row("/cases/new/", allowed=INTAKE, hidden=()),
    "intake_alike": Row("/cases/new/alike", allowed=INTAKE, hidden=(), method="post"),
    "intake_done": Row("/cases/new/{code}/", allowed=INTAKE, hidden=()),
    "case": Row("/cases/{number}/", allowed=INSIDE, hidden=OUTSIDE),
    "case_standards": Row("/cases/{number}/standards?class_code=06025", allowed=INSIDE),
    "case_beside": Row("/cases/{number}/beside", allowed=INSIDE),
    "case_compare": Row("/cases/{number}/compare/{assisted}/", allowed=INSIDE),
    "case_dossier": Row("/cases/{number}/dossier.pdf", allowed=INSIDE),
    "case_photo": Row("/cases/{number}/photos/{stored}", allowed=INSIDE),
    "case_replay": Row("/cases/{number}/replay?at=2", allowed=INSIDE),
    "case_reveal": Row("/cases/{number}/reveal", 422, allowed=("chen",), method="post"),
    "transfer_in": Row("/cases/transfer-in/", allowed=("gong",), hidden=()),
    "today": Row("/today/", allowed=OUTDOORS, hidden=()),
    "tasks": Row("/tasks/", allowed=STAFF, hidden=()),
    "task": Row("/tasks/{task}/", allowed=ASSISTED),
    "task_move": Row("/tasks/{task}/accept", allowed=("ren",)),
    "task_add": Row("/cases/{assisted}/tasks/add", allowed=("zhao", "chen"), hidden=NOT_ASSISTING),
    "case_move": Row("/cases/{number}/add-photo", allowed=("lin", "zhao")),
}
# verb → who may, in a state that has the move
MOVERS = {
    "file": ("chen", "wang"),
    "self_handle": ("lin",),
    "dispatch": ("chen",),
    "accept": ("zhao",),
    "start": ("zhao",),
    "report_back": ("zhao",),
    "check_pass": ("lin", "wang", "sun"),
    "check_fail": ("lin", "wang", "sun"),
    "close": ("chen",),
    "return": ("zhao",),
    "void": ("chen", "wang"),
    "add_photo": ("lin", "zhao"),
    "send_message": ("chen",),
    "issue_code": ("chen",),
    "read_messages": ("chen",),
    "note": ("lin", "chen", "zhao"),
    "merge": ("chen",),
    "unmerge": ("chen",),
    "transfer_out": ("chen",),
    "accept_transfer": ("gong",),
    "return_transfer": ("gong",),
    "recall": ("chen",),
    "answer_transfer": ("gong",),
    "receive": ("chen",),
    "send_back": ("chen",),
    "ask_to_verify": ("chen",),
    "verify": ("lin",),
    "request_extension": ("zhao",),
    "endorse_extension": ("feng",),
    "approve_extension": ("chen",),
    "refuse_extension": ("chen", "feng"),
    "request_suspension": ("zhao",),
    "approve_suspension": ("chen",),
    "refuse_suspension": ("chen",),
    "resume": ("chen",),
    "reopen": ("chen",),
    "decline_contest": ("chen",),
    "call_back": ("chen", "lin"),
    "escalate": ("chen", "lin"),
    "urge": ("chen",),
    "amend": ("chen",),
}
# Who may otherwise, but not where the own unit had the case.
APART = {"call_back": ("feng",)}
TO_HANDLING = ("file", "dispatch", "accept", "start")
BEFORE = {verb: TO_THE_END[: TO_THE_END.index(verb)] for verb in TO_THE_END} | {
    "self_handle": (),
    "void": (),
    "check_fail": TO_THE_END[: TO_THE_END.index("check_pass")],
    "return": ("file", "dispatch"),
    "add_photo": ("file", "dispatch"),
    "send_message": (),
    "issue_code": (),
    "read_messages": (),
    "note": ("file", "dispatch"),
    "merge": (),
    "unmerge": ("merged",),
    "transfer_out": ("file",),
    "accept_transfer": ("file", "transfer_out"),
    "return_transfer": ("file", "transfer_out"),
    "recall": ("file", "transfer_out"),
    "answer_transfer": ("file", "transfer_out", "accept_transfer"),
    "receive": ("transfer_in",),
    "send_back": ("transfer_in",),
    "ask_to_verify": (),
    "verify": ("ask_to_verify",),
    "request_extension": TO_HANDLING,
    "endorse_extension": (*TO_HANDLING, "request_extension"),
    "approve_extension": (*TO_HANDLING, "request_extension", "endorse_extension"),
    "refuse_extension": (*TO_HANDLING, "request_extension"),
    "request_suspension": TO_HANDLING,
    "approve_suspension": (*TO_HANDLING, "request_suspension"),
    "refuse_suspension": (*TO_HANDLING, "request_suspension"),
    "resume": (*TO_HANDLING, "request_suspension", "approve_suspension"),
    "reopen": TO_THE_END,
    "decline_contest": (*TO_THE_END, "contest"),
    "call_back": TO_THE_END,
    "escalate": (),
    "urge": ("file", "dispatch"),
    "amend": ("file",),
}


def names(patterns: object) -> Iterator[str]:
    """The names of every address below, but for the API's, which has a matrix of its own."""
    for pattern in patterns:  # type: ignore[attr-defined]
        if isinstance(pattern, URLResolver) and str(pattern.pattern) != "api/":
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name)


def test_every_address_is_declared() -> None:
    assert set(names(get_resolver().url_patterns)) == set(ROWS)
    assert set(FORMS) == set(MOVERS) == set(BEFORE)


@pytest.fixture
def scene(world: World) -> dict[str, str]:
    """A case at the unit of Zhao, with a picture."""
    number = world.drive(world.report(contact={"phone": "10000001234"}), "file", "dispatch")
    data, sha256 = picture()
    stored = cases.add_photo(world.zhao, number, data=data, sha256=sha256).file_id
    task = world.assisted()
    return {
        "task": task,
        "assisted": case_number_of(task),
        "number": number,
        "code": world.codes[number],
        "stored": stored,
        "account": f"A{world.accounts['zhao'].pk:08d}",
        "batch": cases.begin_import(world.admin, None, file_sha256="a" * 64, mapping_sha256="b" * 64).number,
        "upload": uploads.keep(world.admin.key, "a.csv", ["时间,内容\n2026-03-02 09:00,Leak\n".encode()]).token,
        "row": str(queries.event_class("06025").pk),
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_gets_what_is_declared(browse: Browse, scene: dict[str, str], trial: Trial, who: str) -> None:
    signed_in = browse(who)
    for name, row in ROWS.items():
        with trial(name):
            answer = getattr(signed_in.window(), row.method)(row.path.format(**scene))
            assert answer.status_code == row.expected(who)


def test_head_is_answered_like_get_without_a_body(browse: Browse, scene: dict[str, str], trial: Trial) -> None:
    keepers = ("manage", "begin", "see_as", "routes", "areas", "roles", "imports")
    signed_in = {who: browse(who) for who in ("admin", "ren", "chen")}
    for name in [name for name, row in ROWS.items() if row.method == "get"]:
        with trial(name):
            path = ROWS[name].path.format(**scene)
            who = "admin" if name.startswith(keepers) else "ren" if name == "task_move" else "chen"
            got, told = signed_in[who].get(path), signed_in[who].client.head(path)
            assert (told.status_code, told.content) == (got.status_code, b"")
            assert told.headers["Content-Type"] == got.headers["Content-Type"]


def test_every_address_that_only_takes_a_form_has_a_page_on_which_the_form_stands(
    browse: Browse, scene: dict[str, str]
) -> None:
    paths = {name: row.path.format(**scene) for name, row in ROWS.items() if row.method == "post"}
    keepers = {"manage": "admin", "routes": "admin", "audit": "auditor"}
    who = {name: keepers.get(name.partition("_")[0], "chen") for name in paths}
    only_forms = {name for name, path in paths.items() if browse(who[name]).get(path).status_code == 405}
    assert set(PAGE_OF_FORM) == only_forms
    for name in only_forms:
        assert browse(who[name]).get(page_of_form(paths[name])).status_code == 200


@pytest.mark.parametrize("verb", MOVERS)
def test_a_move_is_only_for_those_who_are_named(browse: Browse, world: World, trial: Trial, verb: str) -> None:
    sent_in = BEFORE[verb][:1] == ("transfer_in",)
    begun = world.transfer_in() if sent_in else world.report(contact={"phone": "10000001234"})
    if verb == "unmerge":
        world.merged(begun)
    number = world.drive(begun, *(before for before in BEFORE[verb][sent_in:] if before != "merged"))
    form = {
        "version": str(1 + len(BEFORE[verb]) - sent_in),
        "key": "a key of sixteen and more",
        **(inputs(verb) if verb in STRAIGHT else {}),
    }
    path = f"/cases/{number}/{verb.replace('_', '-')}"
    at_the_unit = "dispatch" in BEFORE[verb]
    for who in STAFF:
        sees = who in INSIDE and (who not in ("zhao", "feng") or at_the_unit)
        sees |= who == "gong" and (sent_in or "transfer_out" in BEFORE[verb])
        if who in APART.get(verb, ()):
            with trial(who):
                assert browse(who).get(path).status_code == 409
        elif who not in MOVERS[verb]:
            with trial(who):
                assert browse(who).post(path, form).status_code == (403 if sees else 404)
    for who in MOVERS[verb]:
        with trial(who):
            assert browse(who).get(path).status_code == 200
