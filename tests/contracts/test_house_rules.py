"""Rules of the house that no bought linter knows. Each is a function from a module to the places that break it, so that
it is tried on a bad example too: a rule that cannot find anything would be none."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps

from linli.kernel.scope import scoped_models
from tests.contracts.source import Module, called, functions, imported, imports, literal_text, modules, nodes

SQL = re.compile(
    r"\b(SELECT\b.+\b(FROM|set_config|nextval)|INSERT INTO|UPDATE\b.+\bSET|DELETE FROM|GRANT \w+"
    r"|(CREATE|DROP|ALTER) (TABLE|POLICY|ROLE|INDEX))\b"
)
HTML = re.compile(r"<(/?[a-z][a-z0-9]*[\s>/]|[a-z]+$|!)")
# The modules that write SQL out of the models' own declarations: policies, privileges, and what can be searched.
GENERATORS = ("linli/kernel/scope.py", "linli/kernel/policies.py", "linli/kernel/search.py")
EXECUTING = ("execute", "executemany", "_execute")
WRITING_SQL = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE|(CREATE|DROP|ALTER)\s+[A-Z]+|COPY\s.+\sFROM)\b",
    re.IGNORECASE | re.DOTALL,
)
WRITES = {
    name
    for verb in ("save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create")
    for name in (verb, f"a{verb}")
}
# Signs of life of a process, and the tables of Django itself that time empties: nobody's business that anybody audits.
WRITING_BESIDE = ("linli/kernel/", "linli/config/worker.py", "linli/accounts/jobs.py")
Rule = Callable[[Module], Iterator[str]]


def state_is_set_by_actions_alone(module: Module) -> Iterator[str]:
    if module.is_below("linli/kernel/") or "/actions" in module.name:
        return
    for node in nodes(module, ast.Assign, ast.AugAssign, ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
            yield module.at(node)
    for node in nodes(module, ast.Call):
        assert isinstance(node, ast.Call)
        if called(node) in ("update", "bulk_update", "setattr") and "state" in [k.arg for k in node.keywords]:
            yield module.at(node)
        if called(node) == "setattr" and "state" in literal_text(node):
            yield module.at(node)


def what_is_written_is_written_by_actions(module: Module) -> Iterator[str]:
    """In `queries` nothing may even be named that writes; elsewhere nothing writes through a manager."""
    if "/actions" in module.name or module.is_below(*WRITING_BESIDE):
        return
    is_reading = re.search(r"/queries[/.]", module.name) is not None
    for node in nodes(module, ast.Attribute, ast.Call):
        if writes(node) and (is_reading or "objects" in chain(node)):
            yield module.at(node)
    for node in nodes(module, ast.Constant, ast.JoinedStr) if is_reading else ():
        if WRITING_SQL.search(literal_text(node)) and id(node) not in documentation(module):
            yield module.at(node)


def writes(node: ast.AST) -> bool:
    """Whether this names what writes a row; `update` with names is a query set's, without a dictionary's."""
    if isinstance(node, ast.Attribute):
        return node.attr in WRITES
    return called(node) in ("update", "aupdate") and isinstance(node, ast.Call) and bool(node.keywords)


def chain(node: ast.AST) -> set[str]:
    """The names from which a call comes: Case, objects, filter of `Case.objects.filter(…).delete`."""
    found = set()
    while isinstance(node, ast.Attribute | ast.Call):
        found |= {node.attr} if isinstance(node, ast.Attribute) else set()
        node = node.func if isinstance(node, ast.Call) else node.value
    return found


def documentation(module: Module) -> set[int]:
    """The constants that are nothing but said: docstrings."""
    return {id(node.value) for node in nodes(module, ast.Expr) if isinstance(node, ast.Expr)}


def the_database_is_spoken_to_by_the_kernel_alone(module: Module) -> Iterator[str]:
    """But `ops` is beside the house and makes the database, `config` migrates it, and the stream is a process of its
    own that listens as the relay."""
    if module.is_below("linli/kernel/", "linli/ops/", "linli/config/migrate.py", "linli/realtime/"):
        return
    for node in nodes(module, ast.Attribute, ast.Call):
        if isinstance(node, ast.Attribute) and node.attr in ("_base_manager", "_default_manager"):
            yield module.at(node)
        if isinstance(node, ast.Call) and called(node) in ("raw", "extra", "cursor", "RawSQL"):
            yield module.at(node)
    for name in imports(module):
        if name.split(".")[0] == "psycopg":
            yield f"{module.name} imports {name}"


def queries_say_for_whom(module: Module) -> Iterator[str]:
    scoped = {model.__name__ for model in scoped_models()}
    if module.is_below("linli/kernel/"):
        return
    for node in nodes(module, ast.Attribute):
        assert isinstance(node, ast.Attribute)
        manager = node.value
        if not (isinstance(manager, ast.Attribute) and manager.attr == "objects"):
            continue
        if isinstance(manager.value, ast.Name) and manager.value.id in scoped and node.attr != "visible_to":
            yield module.at(node)


def sql_is_not_put_together_in_functions(module: Module) -> Iterator[str]:
    """In a function no SQL is built by f-string, format, % or +; constants at the top may be made of constants, and
    names are set in by psycopg's own composition."""
    if module.name in GENERATORS:
        return
    for function in functions(module):
        for node in ast.walk(function):
            if is_built(node) and SQL.search(literal_text(node)):
                yield module.at(node)
            if called(node) in EXECUTING and any(map(is_built, ast.walk(first_argument(node)))):
                yield module.at(node)


def first_argument(call: ast.AST) -> ast.AST:
    assert isinstance(call, ast.Call)
    return call.args[0] if call.args else call.func


def is_built(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr | ast.BinOp) or (called(node) == "format" and not is_composed(node))


def is_composed(node: ast.AST) -> bool:
    """`sql.SQL("…").format(…)`: quotes what it sets in."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node.func.value) == "SQL"


def html_is_written_in_templates(module: Module) -> Iterator[str]:
    for node in nodes(module, ast.JoinedStr):
        if HTML.search(literal_text(node)):
            yield module.at(node)
    for node in nodes(module, ast.Call):
        if called(node) in ("mark_safe", "SafeString"):
            yield module.at(node)


def nothing_is_done_behind_one_s_back(module: Module) -> Iterator[str]:
    for name in imports(module):
        if name.startswith("django.dispatch") or ".signals" in name:
            yield f"{module.name} imports {name}"


def modules_are_named_after_what_they_hold(module: Module) -> Iterator[str]:
    names = set(re.split(r"[/.]", module.name))
    if names & {"utils", "util", "helpers", "common", "services", "managers", "misc", "tools"}:
        yield module.name


def imports_stand_at_the_top(module: Module) -> Iterator[str]:
    for function in functions(module):
        for node in ast.walk(function):
            if any(name.startswith(("linli.", "tests.")) for name in imported(node)):
                yield module.at(node)


def files_and_functions_are_short(module: Module) -> Iterator[str]:
    if module.text.count("\n") > 500:
        yield f"{module.name} has more than 500 lines"
    for function in functions(module):
        if length(function) > 60:
            yield f"{module.at(function)} {function.name} has {length(function)} lines"


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


RULES: dict[Rule, str] = {
    state_is_set_by_actions_alone: "case.state = 'closed'",
    what_is_written_is_written_by_actions: "Case.objects.visible_to(a).update(area_path='/')",
    the_database_is_spoken_to_by_the_kernel_alone: "with connection.cursor() as c: pass",
    queries_say_for_whom: "Case.objects.filter(state='filed')",
    sql_is_not_put_together_in_functions: "def f(t): cursor.execute(f'DROP TABLE {t}')",
    html_is_written_in_templates: "title = f'<b>{name}</b>'",
    nothing_is_done_behind_one_s_back: "from django.db.models.signals import post_save",
    imports_stand_at_the_top: "def f():\n    from linli.cases import actions",
    files_and_functions_are_short: "def f():\n" + "    pass\n" * 60,
}


@pytest.mark.parametrize("rule", [*RULES, modules_are_named_after_what_they_hold], ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    assert "\n".join(place for module in modules("linli") for place in rule(module)) == ""


@pytest.mark.parametrize(("rule", "bad"), RULES.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_the_rule_finds_a_bad_example(rule: Rule, bad: str) -> None:
    assert list(rule(Module("linli/web/bad.py", bad, ast.parse(bad)))) != []


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        (state_is_set_by_actions_alone, "Case.objects.visible_to(a).update(state='closed')"),
        (state_is_set_by_actions_alone, "setattr(case, 'state', 'closed')"),
        (sql_is_not_put_together_in_functions, "def f(t): return 'SELECT 1 FROM ' + t"),
        (sql_is_not_put_together_in_functions, "def f(t): c.execute('SELECT %s' % t)"),
        (sql_is_not_put_together_in_functions, "def f(t): c.execute('UPDATE {} SET x = 1'.format(t))"),
        (the_database_is_spoken_to_by_the_kernel_alone, "Case._base_manager.all()"),
        (html_is_written_in_templates, "mark_safe(text)"),
    ],
)
def test_the_rules_find_other_ways_of_breaking_them(rule: Rule, bad: str) -> None:
    assert list(rule(Module("linli/web/bad.py", bad, ast.parse(bad)))) != []


@pytest.mark.parametrize(
    "bad",
    [
        "row.save()",
        "row.save(update_fields=['name'])",
        "UNITS = Kept(save=row.save)",
        "row.delete()",
        "await row.asave()",
        "Unit.objects.create(code='a')",
        "Unit.objects.filter(code='a').delete()",
        "Unit.objects.filter(code='a').update(name='b')",
        "rows.bulk_create(new)",
        "rows.bulk_update(new, ['name'])",
        "Town.objects.get_or_create(pk=1)",
        "Town.objects.update_or_create(pk=1)",
        "cursor.execute('INSERT INTO cases_case VALUES (1)')",
        "MARK = 'update cases_case\\n set state = %s'",
        "MARK = f'DELETE FROM {table}'",
        "GONE = 'WITH gone AS (DELETE FROM cases_case RETURNING id) SELECT id FROM gone'",
        "cursor.execute('TRUNCATE cases_case')",
    ],
)
def test_queries_do_not_write(bad: str) -> None:
    rule = what_is_written_is_written_by_actions
    for name in ("linli/cases/queries/bad.py", "linli/triage/queries.py"):
        assert list(rule(Module(name, bad, ast.parse(bad)))) != []
    assert list(rule(Module("linli/cases/actions/good.py", bad, ast.parse(bad)))) == []


@pytest.mark.parametrize(
    "good",
    ["found.update(rows)", "hashed.update(b'')", "ids.add(1)", '"Says what an UPDATE cases_case SET does."'],
)
def test_queries_may_fill_what_they_answer(good: str) -> None:
    read = Module("linli/cases/queries/good.py", good, ast.parse(good))
    assert list(what_is_written_is_written_by_actions(read)) == []


def test_a_module_with_an_empty_name_is_found() -> None:
    assert list(modules_are_named_after_what_they_hold(Module("linli/cases/utils.py", "", ast.parse(""))))


def test_tests_are_short_too_and_import_at_the_top() -> None:
    for rule in (files_and_functions_are_short, modules_are_named_after_what_they_hold):
        assert [place for module in modules("tests") for place in rule(module)] == []


def test_nine_in_ten_functions_have_at_most_25_lines() -> None:
    lengths = sorted(length(function) for module in modules("linli") for function in functions(module))
    assert lengths[len(lengths) * 9 // 10] <= 25


ROOMS = {
    "__init__", "permissions", "labels", "workflow", "rules", "models", "queries", "actions", "handlers", "jobs",
    "adapters", "apps",
}  # fmt: skip


def domains() -> list[str]:
    """The floors that hold tables of their own, but for the kernel."""
    labels = {model._meta.app_config.name for model in apps.get_models() if model._meta.app_config}
    return sorted(name for name in labels if name.startswith("linli.") and name != "linli.kernel")


def test_a_domain_has_the_rooms_of_the_house_and_beside_them_only_pure_modules() -> None:
    """A pure module (geometry, coordinates) knows neither Django nor any room but `rules`."""
    assert set(domains()) >= {"linli.places", "linli.accounts", "linli.cases"}
    for domain in domains():
        folder = domain.replace(".", "/")
        for module in modules(folder):
            room = module.name.removeprefix(f"{folder}/").split("/")[0].removesuffix(".py")
            known = {name for name in imports(module) if name.startswith(("django", "linli."))}
            assert room in ROOMS or not {n for n in known if not n.startswith("linli.kernel.refusals")}, module.name


@pytest.mark.parametrize("room", ["workflow", "rules"])
def test_tables_of_moves_and_rules_do_not_know_django(room: str) -> None:
    for domain in domains():
        for module in modules(domain.replace(".", "/")):
            if module.name.endswith(f"/{room}.py"):
                assert not {name for name in imports(module) if name.startswith("django")}, module.name
