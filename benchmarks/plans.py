"""How the database finds one page of the list: the plan as the application's role, for three kinds of people."""

import re
from dataclasses import asdict, dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.recording import actor_of
from linli.cases import queries
from linli.kernel.territory import territory

PEOPLE = {"the whole street": "dispatcher", "one community": "grid_leader", "one unit": "handler"}
FILTERS = {
    "all": queries.Filter(),
    "handling": queries.Filter(states=("handling",)),
    "overdue": queries.Filter(is_overdue=True),
    "mine": queries.Filter(mine=True),
    # In one case of twenty, in every one of them, in a few, in none.
    "路灯": queries.Filter(q="路灯"),
    "良渚": queries.Filter(q="良渚"),
    "井盖": queries.Filter(q="井盖"),
    "水管漏水": queries.Filter(q="水管漏水"),
}
# What waits is in the order of the clocks, and so may anything else be.
BY_THE_CLOCK = {
    "due": queries.Filter(),
    "waits": queries.Filter(states=("reported", "filed", "checked", "closed"), only_contested=("closed",)),
}


@dataclass(frozen=True)
class Plan:
    """What one page cost the database. `discarded` rows were read and thrown away by a filter."""

    person: str
    wanted: str
    rows: int
    milliseconds: float
    buffers: int
    discarded: int
    ways: list[str]
    text: str

    def as_row(self) -> dict[str, object]:
        """For the results' file."""
        return asdict(self)


def plans() -> list[Plan]:
    """Every kind of person with every filter."""
    asked = [(wanted, filtered, queries.NEWEST_FIRST) for wanted, filtered in FILTERS.items()]
    asked += [(wanted, filtered, queries.DUE_FIRST) for wanted, filtered in BY_THE_CLOCK.items()]
    return [explain(person, role, *each) for person, role in PEOPLE.items() for each in asked]


def explain(person: str, role: str, wanted: str, filtered: queries.Filter, sort: str) -> Plan:
    """Runs the very statement of the list under EXPLAIN, within the person's territory."""
    actor = actor_of(role)
    with territory(actor), CaptureQueriesContext(connection) as seen:
        found = queries.page(actor, filtered, sort=sort)
    statement = next(query["sql"] for query in seen.captured_queries if "cases_case" in query["sql"])
    with territory(actor), connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement.replace('%', '%%')}")
            text = "\n".join(line for (line,) in cursor.fetchall())
    return Plan(
        person,
        wanted,
        len(found.rows),
        float(re.findall(r"Execution Time: ([\d.]+)", text)[0]),
        sum(int(number) for number in re.findall(r"shared hit=(\d+)", text)[:1]),
        sum(int(number) for number in re.findall(r"Rows Removed by Filter: (\d+)", text)),
        re.findall(r"((?:Index|Bitmap Index|Index Only|Seq) Scan.*? on \w+|Seq Scan on \w+)", text),
        text,
    )
