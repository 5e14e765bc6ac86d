"""One small named town, built through the same actions as a real one.

Two streets lie side by side. In the first live and work grid worker Lin, community officer Wang, dispatcher Chen,
handlers Zhao and Ren, assessor Sun and resident Li. In the second, Stranger, who must see nothing of the first.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.accounts.queries import actors_for
from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.kernel import actor as actors
from linli.kernel.actor import Actor, machine
from linli.places import actions as places
from linli.places.queries import Spot, spot_of_code

PASSWORD = "a long password of the world"
STREET, NEXT_STREET = "330110010000", "330110011000"
COMMUNITY, GRID, OTHER_GRID = "330110010001", "330110010001001", "330110010001002"
NEXT_GRID = "330110011001001"
BUILDING, OTHER_BUILDING, NEXT_BUILDING = "33011001000100001", "33011001000100002", "33011001100100001"
GRID_PATH = "/33/330110010/330110010001/330110010001001/"

IMPORTER = machine("import:world")


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    """A square boundary."""
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


AREAS = [
    ("33", "Province", "city", None, None),
    (STREET, "First Street", "street", "33", None),
    (COMMUNITY, "Community", "community", STREET, None),
    (GRID, "Grid 1", "grid", COMMUNITY, square(120.00, 30.00)),
    (OTHER_GRID, "Grid 2", "grid", COMMUNITY, square(120.01, 30.00)),
    (NEXT_STREET, "Next Street", "street", "33", None),
    ("330110011001", "Next Community", "community", NEXT_STREET, None),
    (NEXT_GRID, "Next Grid", "grid", "330110011001", square(120.05, 30.00)),
]
UNITS = [
    ("street", "Street Office", None, STREET),
    ("street/water", "Water Unit", "street", STREET),
    ("street/roads", "Roads Unit", "street", STREET),
    ("next", "Next Street Office", None, NEXT_STREET),
    ("next/water", "Next Water Unit", "next", NEXT_STREET),
]
POLICE = {
    "code": "police",
    "name": "Police 110",
    "parent": None,
    "area": None,
    "outside": True,
    "accept_amount": 1,
    "accept_unit": "minute",
}
DESK = [
    *(
        "file",
        "amend",
        "dispatch",
        "close",
        "void",
        "reveal",
        "issue_code",
        "hold",
        "release",
        "ask_to_verify",
        "reopen",
        "escalate",
        "urge",
        "decline_contest",
        "call_back",
    ),
    *("send_message", "read_messages", "note", "export", "issue_code"),
    *("transfer_out", "recall", "receive", "send_back", "merge", "unmerge"),
    *("approve_extension", "refuse_extension", "approve_suspension", "refuse_suspension", "resume"),
]
HANDLING = ["accept", "start", "report_back", "return", "add_photo", "note", "request_extension", "request_suspension"]
ASSISTING = ["add", "accept", "report_done", "return", "cancel"]
ROLES = {
    "grid_worker": [
        "case.view",
        *(f"case.{v}" for v in ("self_handle", "add_photo", "check_pass", "check_fail", "verify", "escalate", "note")),
        "case.call_back",
    ],
    "registrar": ["case.view", *(f"case.{verb}" for verb in DESK), "task.add", "task.cancel"],
    "community_officer": ["case.view", "case.file", "case.check_pass", "case.check_fail", "case.void"],
    "handler": ["case.view", *(f"case.{verb}" for verb in HANDLING), *(f"task.{verb}" for verb in ASSISTING)],
    "unit_chief": ["case.view", "case.endorse_extension", "case.refuse_extension", "case.call_back"],
    # It sees a case only while it has it or after it sent it in.
    "partner": [f"case.{v}" for v in ("transfer_in", "accept_transfer", "return_transfer", "answer_transfer")],
    "verifier": ["case.view", "case.check_pass", "case.check_fail"],
    "leader": ["case.view"],
    "auditor": ["case.view", "audit.view", "audit.export", "audit.verify"],
    "administrator": [
        *("role.load", "role.change"),
        *("calendar.load", "calendar.change", "hours.load", "hours.change"),
        *("area.load", "area.change", "area.redivide", "division.plan", "division.cancel", "unit.load", "unit.change"),
        *(f"import.{verb}" for verb in ("view", "begin", "stop", "go_on", "undo")),
        *("register.view", "class.load", "class.change", "scheme.load", "scheme.change"),
        "retention.change",
        "retention.load",
        "token.load",
        *("standard.load", "standard.replace", "route.load", "route.change"),
        *(
            f"{noun}.{verb}"
            for noun in ("template", "wording", "stage_limit", "matter", "matter_list")
            for verb in ("load", "change")
        ),
        *(f"account.{verb}" for verb in ("view", "add", "change", "bring_in", "grant", "revoke_grant")),
        *(f"account.{verb}" for verb in ("reset_password", "disable", "enable", "see_as")),
        *("correction.grant", "correction.refuse"),
    ],
}
# user name → name, unit, role, area codes, unit codes
STAFF: dict[str, tuple[str, str, str, list[str], list[str]]] = {
    "lin": ("Lin", "street", "grid_worker", [GRID], []),
    "wang": ("Wang", "street", "community_officer", [COMMUNITY], []),
    "chen": ("Chen", "street", "registrar", [STREET], []),
    "zhao": ("Zhao", "street/water", "handler", [], ["street/water"]),
    "feng": ("Feng", "street/water", "unit_chief", [], ["street/water"]),
    "ren": ("Ren", "street/roads", "handler", [], ["street/roads"]),
    "gong": ("Gong", "police", "partner", [STREET], []),
    "sun": ("Sun", "street", "verifier", [STREET], []),
    "leader": ("Leader", "street", "leader", [STREET], []),
    "admin": ("Admin", "street", "administrator", ["33"], []),
    "auditor": ("Auditor", "street", "auditor", ["33"], []),
    "next_auditor": ("Next Auditor", "next", "auditor", [NEXT_STREET], []),
    "stranger": ("Stranger", "next", "registrar", [NEXT_STREET], []),
    "stranger_zhao": ("Stranger's handler", "next/water", "handler", [], ["next"]),
}
CLASSES = [
    ("06010", "Exposed rubbish", "4", "work_hour", "true", "street/roads"),
    ("06025", "Dirty water", "2", "work_day", "false", "street/water"),
]


def build() -> None:
    """Builds the town in the database; called once for the template."""
    places.load_areas(IMPORTER, None, rows=[_row(_AREA, row) | {"households": 10} for row in AREAS])
    accounts.load_units(IMPORTER, None, rows=[_row(_UNIT, row) for row in UNITS] + [POLICE])
    roles = [{"key": key, "name": key, "permissions": permissions} for key, permissions in ROLES.items()]
    accounts.load_roles(IMPORTER, None, rows=roles)
    accounts.load_staff(IMPORTER, None, rows=[_staff(name, *rest) for name, rest in STAFF.items()], password=PASSWORD)
    places.load_buildings(IMPORTER, None, rows=[_building(*row) for row in BUILDINGS])
    cases.load_classes(IMPORTER, None, rows=[_class(*row[:-1]) for row in CLASSES])
    cases.load_routes(IMPORTER, None, rows=[{"class_code": row[0], "unit": row[-1]} for row in CLASSES])
    places.load_town(
        IMPORTER,
        None,
        name="World",
        root="33",
        division_version="1",
        phones=[{"name": "Fire", "number": "119"}],
        calendar={},
    )


BUILDINGS = [
    (BUILDING, "Block 1", "First Road 1", GRID, 120.005, 30.005),
    (OTHER_BUILDING, "Block 2", "First Road 2", OTHER_GRID, 120.015, 30.005),
    (NEXT_BUILDING, "Block 9", "Next Road 9", NEXT_GRID, 120.055, 30.005),
]
_AREA = ("code", "name", "level", "parent", "boundary")
_UNIT = ("code", "name", "parent", "area")


def _row(names: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _staff(username: str, name: str, unit: str, role: str, areas: list[str], units: list[str]) -> dict[str, Any]:
    grants = [{"role": role, "areas": areas, "units": units}]
    return {"username": username, "name": name, "unit": unit, "grants": grants}


def _building(code: str, name: str, address: str, grid: str, lon: float, lat: float) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "address": address,
        "grid": grid,
        "lon": lon,
        "lat": lat,
        "kind": "residential",
    }


def _class(code: str, name: str, amount: str, unit: str, alone: str) -> dict[str, Any]:
    return {
        "scheme": "world",
        "kind": "matter",
        "code": code,
        "name": name,
        "major_code": code[:2],
        "major_name": "Townscape",
        "limit_amount": amount,
        "limit_unit": unit,
        "self_handling": alone,
    }


def in_a_month() -> datetime:
    """A time until which a case may rest."""
    return timezone.now() + timedelta(days=30)


# What each verb is done by, and with what; a function is asked for the value when it is needed.
STRAIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    "file": ("chen", {"class_code": "06025"}),
    "dispatch": ("chen", {"unit": "street/water"}),
    "accept": ("zhao", {}),
    "start": ("zhao", {}),
    "report_back": ("zhao", {"outcome": "done", "result": "Mended."}),
    "check_pass": ("sun", {}),
    "close": ("chen", {"result": "It is mended."}),
    "check_fail": ("sun", {"reason": "Still leaking."}),
    "return": ("zhao", {"reason": "Not ours."}),
    "void": ("chen", {"reason": "Not a matter for the grid."}),
    "self_handle": ("lin", {"class_code": "06010", "outcome": "done", "result": "Swept."}),
    "transfer_out": ("chen", {"unit": "police", "reason": "A matter of the police."}),
    "accept_transfer": ("gong", {}),
    "return_transfer": ("gong", {"reason": "Not ours."}),
    "recall": ("chen", {}),
    "answer_transfer": ("gong", {"outcome": "done", "result": "They were spoken to."}),
    "receive": ("chen", {}),
    "send_back": ("chen", {"reason": "It lies in another street."}),
    "unmerge": ("chen", {"reason": "Another tap."}),
    "ask_to_verify": ("chen", {}),
    "verify": ("lin", {"finding": "confirmed", "remark": "It drips."}),
    "request_extension": ("zhao", {"reason": "A part is missing."}),
    "endorse_extension": ("feng", {}),
    "approve_extension": ("chen", {}),
    "refuse_extension": ("chen", {"reason": "There is time enough."}),
    "request_suspension": ("zhao", {"reason": "It freezes.", "until": in_a_month}),
    "approve_suspension": ("chen", {}),
    "refuse_suspension": ("chen", {"reason": "It can be done now."}),
    "resume": ("chen", {}),
    "reopen": ("chen", {"reason": "It leaks again."}),
    "escalate": ("chen", {"reason": "The street has to decide."}),
    "urge": ("chen", {"reason": "The neighbours wait."}),
    "contest": ("reporter", {"reason": "It leaks still."}),
    "decline_contest": ("chen", {"reason": "We looked: it is dry."}),
    "call_back": ("chen", {"reached": "yes", "solved": "yes", "level": "satisfied"}),
    "amend": ("chen", {"reason": "It is the street.", "class_code": "06010"}),
}
TO_THE_END = ("file", "dispatch", "accept", "start", "report_back", "check_pass", "close")


@dataclass
class World:
    """The people, ready to act."""

    accounts: dict[str, Account]
    actors: dict[str, Actor]
    password: str = PASSWORD
    codes: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        actors: dict[str, Actor] = self.__dict__.get("actors", {})
        if name not in actors:
            raise AttributeError(name)
        return actors[name]

    def report(self, text: str = "The tap leaks.", by: Actor | None = None, **given: Any) -> str:
        """Reports a matter in Grid 1 and returns the case's number; the code is kept in `codes`."""
        spot: Spot = given.pop("spot", None) or spot_of_code(given.pop("building", BUILDING))
        filed = cases.report(by or self.li, new_key(), text=text, spot=spot, **given)
        self.codes[filed.receipt.number] = filed.code
        return filed.receipt.number

    def transfer_in(self, external_number: str = "110-7", **given: Any) -> str:
        """A matter that the police send in."""
        spot: Spot = given.pop("spot", None) or spot_of_code(BUILDING)
        given = {"text": "Noise at night.", "external_number": external_number, **given}
        return cases.transfer_in(given.pop("by", None) or self.gong, new_key(), spot=spot, **given).number

    def assisted(self, number: str = "", **given: Any) -> str:
        """A sub-task of which Zhao asks the Roads Unit, for a case that he handles."""
        number = number or self.drive(self.report(), "file", "dispatch", "accept", "start")
        given = {"case": number, "unit": "street/roads", "text": "Close the road.", **given}
        return cases.add_task(given.pop("by", None) or self.zhao, new_key(), **given).number

    def merged(self, number: str = "", into: str = "") -> str:
        """A case that was merged into another one."""
        number = number or self.report()
        cases.merge(self.chen, number, into=into or self.report())
        return number

    def holder(self, number: str) -> Actor:
        """Whoever holds the code of this report."""
        return actors.public(rules.code_digest(self.codes[number]))

    def drive(self, number: str, *verbs: str) -> str:
        """Takes the case through these moves of the straight path, each by whoever does it."""
        for verb in verbs:
            self.act(number, verb)
        return number

    def act(self, number: str, verb: str, **changes: Any) -> Any:
        """One move by whoever does it; `by` names somebody else, other arguments change the inputs."""
        name, given = STRAIGHT[verb][0], inputs(verb)
        by = changes.pop("by", None) or (self.holder(number) if name == "reporter" else self.actors[name])
        return action(verb)(by, number, **{**given, **changes})


def inputs(verb: str) -> dict[str, Any]:
    """What the verb is given."""
    return {name: value() if callable(value) else value for name, value in STRAIGHT[verb][1].items()}


def action(verb: str) -> Any:
    """The action function of a verb; `return` is a word of Python's own."""
    return getattr(cases, "return_" if verb == "return" else verb)


def new_key() -> str:
    """A client's key."""
    return uuid.uuid4().hex


def enter() -> World:
    """The world as it stands in the database; nothing is remembered of another."""
    queries.forget_stage_limits()
    people = {account.username: account for account in Account.objects.all()}
    built = actors_for(list(people.values()))
    known = {name: built[account.pk] for name, account in people.items()}
    return World(people, known | {"li": actors.public()})
