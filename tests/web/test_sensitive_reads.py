"""G38: to read what is sensitive leaves exactly one entry (docs/decisions/0162). Whatever gives data away as a file,
reads the audit trail or shows a contact is listed here, by what it leaves; a new one that is not fails."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.api.conftest import token_caller
from tests.contracts.source import ROOT
from tests.domain.asking import EYE
from tests.web.conftest import Browse
from tests.world import PASSWORD, World

# Why something leaves no entry of its own.
NOTHING_PERSONAL, THEIR_OWN_UPLOAD = "nothing personal", "the own upload"
WITH_THE_CASE, BY_ITS_CALLER = "seen with the case", "its callers leave it"
GIVING = {
    "linli.api.audit.entries": "audit.view",
    "linli.api.audit.verify": "audit.verify",
    "linli.api.cases.export": "case.export",
    "linli.api.cases.reveal": "case.reveal",
    "linli.api.photos.picture": WITH_THE_CASE,
    "linli.web.accounts.own_data.copy": "personal.export",
    "linli.web.audit.views._page": "audit.view",
    "linli.web.audit.views.export": "audit.export",
    "linli.web.audit.views.verify": "audit.verify",
    "linli.web.cases.desk.export": "case.export",
    # Without any contact, and without the numbers that somebody wrote into the words.
    "linli.web.cases.paper.paper": WITH_THE_CASE,
    "linli.web.copies.as_file": BY_ITS_CALLER,
    "linli.web.doors.paper.paper": NOTHING_PERSONAL,
    "linli.web.figures.views.table": NOTHING_PERSONAL,
    "linli.web.cases.one.reveal": "case.reveal",
    "linli.web.manage.beginning.views.example": NOTHING_PERSONAL,
    "linli.web.manage.boundaries.export": NOTHING_PERSONAL,
    "linli.web.manage.files.sent": BY_ITS_CALLER,
    "linli.web.manage.imports.bad_rows": BY_ITS_CALLER,
    "linli.web.manage.imports.errors": "personal.export",
    "linli.web.manage.imports_draft.draft_errors": THEIR_OWN_UPLOAD,
    "linli.web.manage.imports_draft.map_file": THEIR_OWN_UPLOAD,
    "linli.web.manage.retention.export": NOTHING_PERSONAL,
    "linli.web.manage.staff.export": "personal.export",
    "linli.web.manage.tokens.export": "personal.export",
    "linli.web.manage.views.export": NOTHING_PERSONAL,
    "linli.web.photos.picture": WITH_THE_CASE,
    "linli.web.public.statistics.table": NOTHING_PERSONAL,
    "linli.web.reports.own_data.copy": "case.copy",
}
# What a door calls that gives something away.
GIVES = {"as_file", "sent", "FileResponse", "bad_rows", "reveal", "contact_value"}
OF_THE_TRAIL = {"page", "everything", "verify"}


def giving() -> Iterator[str]:
    """The functions of the doors that give something away."""
    for door in ("web", "api"):
        for path in (ROOT / "linli" / door).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and any(map(_gives, ast.walk(node))):
                    yield f"{_module(path)}.{node.name}"


def _gives(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return node.value == "Content-Disposition"
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    of, _, name = called.rpartition(".")
    return name in GIVES or called == "actions.export" or (of == "audit" and name in OF_THE_TRAIL)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_whatever_gives_something_away_says_what_it_leaves() -> None:
    assert sorted(giving()) == sorted(GIVING)


def test_a_chain_is_verified_on_the_page(browse: Browse, world: World) -> None:
    """The look is kept in a transaction of its own, after the reading."""
    number = world.report()
    page = browse("auditor").post("/audit/verify", {"number": number})
    assert (page.status_code, number in page.content.decode()) == (200, True)
    assert browse("auditor").post("/audit/verify", {"number": "2026"}).status_code == 404


def entries() -> dict[int, str]:
    """The action of each entry of the trail."""
    with territory(EYE):
        return dict(AuditEntry.objects.values_list("pk", "action"))


def test_each_sensitive_read_leaves_exactly_one_entry_by_page_and_by_program(browse: Browse, world: World) -> None:
    number = world.report(contact={"phone": "13800000067"})
    code, chen, auditor, admin = world.codes[number], browse("chen"), browse("auditor"), browse("admin")
    by_token = {name: token_caller(world, name) for name in ("chen", "auditor")}
    why = {"field": "phone", "reason": "To ask back."}
    ways: list[tuple[str, Callable[[], object]]] = [
        ("case.reveal", lambda: chen.post(f"/cases/{number}/reveal", why)),
        ("case.reveal", lambda: by_token["chen"].post(f"/cases/{number}/reveal", why)),
        ("case.export", lambda: chen.post("/cases/export?tab=all")),
        ("case.export", lambda: by_token["chen"].post("/cases/export")),
        ("case.copy", lambda: browse("li").post(f"/r/{code}/data/copy")),
        ("case.copy", lambda: by_token["chen"].post(f"/reports/{code}/copy")),
        ("audit.view", lambda: auditor.get("/audit/")),
        ("audit.view", lambda: by_token["auditor"].get("/audit/entries")),
        ("audit.export", lambda: auditor.post("/audit/export")),
        ("audit.verify", lambda: by_token["auditor"].post("/audit/verify", {"number": number})),
        ("personal.export", lambda: chen.post("/accounts/data/copy", {"password": PASSWORD})),
        ("personal.export", lambda: admin.get("/manage/staff/export.csv")),
        ("personal.export", lambda: admin.get("/manage/tokens/export.csv")),
        # The rows that did not come in: tests/web/test_import_pages.py.
    ]
    for action, read in ways:
        before = set(entries())
        answer = read()
        left = [name for pk, name in entries().items() if pk not in before]
        assert (getattr(answer, "status_code", 0), left) == (200, [action]), action
    assert {action for action, _ in ways} == {kept for kept in GIVING.values() if "." in kept}
