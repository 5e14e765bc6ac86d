"""The cases as they must be: the loop's second writing, and a list of who may. Whatever is tried, in any order, by
whatever way in, the product must answer as this says. It knows nothing of the product but a few names."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.unit.cases.expected import EXPECTED, FINAL
from tests.world import in_a_month

GIVEN: dict[str, dict[str, Any]] = {
    "file": {"class_code": "06010"},
    "self_handle": {"outcome": "done", "result": "Swept.", "class_code": "06010"},
    "dispatch": {"unit": "street/water"},
    "accept": {},
    "start": {},
    "report_back": {"outcome": "done", "result": "Mended."},
    "check_pass": {},
    "check_fail": {"reason": "Still leaking."},
    "close": {"result": "Done."},
    "return": {"reason": "Not ours."},
    "void": {"reason": "Nothing there."},
    "transfer_out": {"unit": "police", "reason": "A matter of the police."},
    "accept_transfer": {},
    "return_transfer": {"reason": "Not ours."},
    "recall": {"remark": "They do not answer."},
    "answer_transfer": {"outcome": "done", "result": "They were spoken to."},
    "receive": {},
    "send_back": {"reason": "It lies in another street."},
    "ask_to_verify": {},
    "verify": {"finding": "confirmed", "remark": "It drips."},
    "request_extension": {"reason": "A part is missing."},
    "endorse_extension": {},
    "approve_extension": {},
    "refuse_extension": {"reason": "There is time enough."},
    "request_suspension": {"reason": "It freezes.", "until": in_a_month()},
    "approve_suspension": {},
    "refuse_suspension": {"reason": "It can be done now."},
    "resume": {},
    "reopen": {"reason": "It leaks again."},
    "decline_contest": {"reason": "We looked: it is dry."},
    "call_back": {"reached": "no"},
    "escalate": {"reason": "The street has to decide."},
    "urge": {"reason": "The neighbours wait."},
    "amend": {"reason": "It is the street.", "class_code": "06010"},
    "hold": {"holder": "subtask:7", "reason": "Open."},
    "release": {"holder": "subtask:7"},
}
# What may be said to have become of a matter, by which moves; at the last one what was said before stands.
OUTCOMES = ("done", "partly", "not_found", "no_action", "not_done")
SAYING = ("self_handle", "report_back", "answer_transfer", "close")
LEFT_OVER = ("partly", "not_done")
# What is shown where the class needs a picture of afterwards, by which moves, and what begins anew.
SHOWN, HANDING_IN = ("done", "partly"), ("self_handle", "report_back", "answer_transfer")
# By which words it goes without.
UNSHOWN: dict[str, dict[str, Any]] = {
    **{verb: {"without_photo": "Too dark."} for verb in HANDING_IN},
    "check_pass": {"accepts_without_photo": True},
}
BEGINNING = ("dispatch", "accept_transfer", "check_fail", "reopen", "return", "recall", "return_transfer")
BEGUN = ("handling", "transferred", "handled", "checked")
# What needs a second case, or words between the desk and a reporter.
WORDS: dict[str, dict[str, Any]] = {
    "send_message": {"text": "We are on our way."},
    "read_messages": {},
    "note": {"text": "The key is with the caretaker."},
}
# What shows to the desk how to reach a reporter; it asks for no version.
REVEALING = {"field": "phone", "reason": "To ask back."}
OF_A_REPORTER: dict[str, dict[str, Any]] = {
    "answer_message": {"text": "When?"},
    "rate": {"is_solved": True, "level": "satisfied"},
    "contest": {"reason": "It still leaks."},
}
# Who can see the case, and who may do what, by the roles of the world.
MAY: dict[str, set[str]] = {
    "lin": {"self_handle", "check_pass", "check_fail", "verify", "escalate", "note", "call_back"},
    "wang": {"file", "check_pass", "check_fail", "void"},
    "chen": {
        *("file", "amend", "dispatch", "close", "void", "hold", "release", "ask_to_verify", "reopen", "escalate"),
        *("urge", "decline_contest", "call_back"),
        *("transfer_out", "recall", "receive", "send_back", "merge", "unmerge"),
        *("approve_extension", "refuse_extension", "approve_suspension", "refuse_suspension", "resume"),
        *("send_message", "read_messages", "note", "reveal"),
    },
    "zhao": {"accept", "start", "report_back", "return", "request_extension", "request_suspension", "note"},
    "gong": {"accept_transfer", "return_transfer", "answer_transfer"},
    "feng": {"endorse_extension", "refuse_extension", "call_back"},
    "sun": {"check_pass", "check_fail"},
    "leader": set(),
    "stranger": set(),
    # They assist, and see the case while they do; see tests/model_part.py.
    "ren": set(),
    "stranger_zhao": set(),
}
APART = {
    *(("observer", "handler"), ("confirmer", "handler"), ("observer", "closer"), ("observer", "confirmer")),
    *(("handler", "verifier"), ("self_handler", "verifier")),
    *(("handler", "reviewer"), ("self_handler", "reviewer")),
    *(("observer", "caller"), ("handler", "caller"), ("self_handler", "caller")),
    *(("applicant", "endorser"), ("applicant", "approver"), ("endorser", "approver")),
}
# Nobody rates what they did themselves.
RATERS_PLAYED = {"handler", "self_handler"}
HOME = {"return": "", "reopen": "", "return_transfer": "", "recall": ""}
UNIT_AFTER = HOME | {"dispatch": "water", "accept_transfer": "police"}
# The partner sees a case from the day it was sent until it comes back, or begins anew.
PARTNER_AFTER = {"transfer_out": "police", "return_transfer": "", "recall": "", "reopen": ""}
OF_UNIT = ("zhao", "feng")
HELPERS = {"ren": "street/roads", "stranger_zhao": "next/water"}
# What takes the case out of its unit's hands waits for those who assist.
LEAVING = ("report_back", "return", "recall", "request_suspension", "approve_suspension")
# What must have been asked for before, and what is asked for after.
ASKED = {
    "endorse_extension": ({"extension_asked"}, "extension_endorsed"),
    "approve_extension": ({"extension_endorsed"}, ""),
    "refuse_extension": ({"extension_asked", "extension_endorsed"}, ""),
    "request_extension": ({""}, "extension_asked"),
    "request_suspension": ({""}, "suspension_asked"),
    "approve_suspension": ({"suspension_asked"}, ""),
    "refuse_suspension": ({"suspension_asked"}, ""),
}
# What answers an urging: the unit's next move, or that it has the case no longer.
MOVES_OF_THE_UNIT = {
    *("accept", "start", "report_back", "return", "recall", "return_transfer", "answer_transfer"),
    *("request_extension", "request_suspension", "approve_suspension"),
}
ENDING = {"close", "void", "self_handle", "send_back", "merge"}
TAKES_IN = {"receive", "file", "void", "self_handle", "send_back"}
# The clocks that run in each state.
RUNNING: dict[str, set[str]] = {
    "reported": {"file"},
    "verifying": {"file", "verify"},
    "filed": {"dispatch"},
    "dispatched": {"accept", "handle"},
    "accepted": {"handle"},
    "handling": {"handle"},
    "suspended": {"handle", "suspension"},
    "transferring": {"transfer"},
    "transferred": {"handle"},
    "handled": {"check"},
    "checked": {"close"},
}
# Whether the limit for handling has an end after a move into the state; in the others it is as it was.
DUE_AFTER = dict.fromkeys(("dispatched", "transferred", "accepted", "handling"), True)
DUE_AFTER |= dict.fromkeys(("reported", "filed", "suspended"), False)
AT_UNIT = ("dispatched", "accepted", "handling", "suspended")


def owner(state: str, unit: str) -> str:
    """Who answers for a case in this state: the desk, a unit or a partner; nobody once it has ended."""
    if state in FINAL:
        return ""
    if state == "transferred":
        return "partner:/police/"
    return f"unit:/street/{unit}/" if state in AT_UNIT else "desk"


@dataclass(eq=False)
class Reported:
    """What one neighbour said: the code that opens it, the case it belongs to, and the one it was entered in; and what
    came by the code."""

    code: str
    case: "Model" = field(repr=False)
    first: "Model" = field(repr=False)
    author: str = ""
    phone: str = ""
    # By when it came, and the id that the case's page tells; 0 before it was read.
    place: int = 0
    id: int = 0
    unread: int = 0
    rated: set[tuple[str, int]] = field(default_factory=set)
    declined: set[tuple[str, int]] = field(default_factory=set)
    # Of which closings somebody called in vain, once for each time.
    called: list[tuple[str, int]] = field(default_factory=list)

    def refusal(self, verb: str) -> str | None:
        """Why the reporter may not say that now."""
        case = self.case
        if verb != "answer_message" and case.state not in FINAL:
            return "illegal_move"
        if verb == "rate" and any((duty, self.author) in case.played for duty in RATERS_PLAYED):
            return "separation_of_duties"
        if verb == "rate" and (case.number, case.reopened) in self.rated:
            return "rule"
        is_answered = case.is_contested or (case.number, case.reopened) in self.declined
        return "rule" if verb == "contest" and (is_answered or case.state == "sent_back") else None

    def speak(self, verb: str, *, words: int) -> None:
        """The reporter said it, with so many words that the desk has not read."""
        self.unread += words
        if verb == "rate":
            self.rated.add((self.case.number, self.case.reopened))
        if verb == "contest":
            self.case.contester = self
        self.case.make("li", verb)


@dataclass(eq=False)
class Model:
    """One case as it must be."""

    number: str
    is_drawn: bool
    reporter: str
    may: Mapping[str, set[str]] = field(default_factory=lambda: MAY, repr=False)
    state: str = "reported"
    version: int = 1
    unit: str = ""
    partner: str = ""
    is_held: bool = False
    asked: str = ""
    extensions: int = 0
    level: int = 1
    before: str = ""
    files_as: str = "06010"
    class_code: str = ""
    is_unreceived: bool = False
    contester: Reported | None = None
    reopened: int = 0
    is_urged: bool = False
    is_due: bool = False
    outcome: str = ""
    # The classes that need a picture of afterwards.
    shows: Collection[str] = ()
    is_shown: bool = False
    lacks_photo: bool = False
    into: "Model | None" = None
    reports: list[Reported] = field(default_factory=list)
    absorbed: list["Model"] = field(default_factory=list, repr=False)
    # The units that assist, each as often as it has a part to do.
    helping: list[str] = field(default_factory=list)
    played: set[tuple[str, str]] = field(default_factory=set)
    # Every entry that the audit must hold, and who owned the case after it.
    history: list[tuple[str, str]] = field(default_factory=list, repr=False)
    owners: list[str] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        verb = "transfer_in" if self.reporter == "gong" else "report"
        self.is_unreceived = verb == "transfer_in"
        self.history.append((verb, self.reporter))
        self.owners.append("desk")

    @property
    def unread(self) -> int:
        """What the desk has not read of what reporters wrote."""
        return sum(report.unread for report in self.reports)

    @property
    def is_contested(self) -> bool:
        return self.contester is not None

    @property
    def is_ended(self) -> bool:
        return self.state in FINAL

    @property
    def by_time(self) -> list[Reported]:
        return sorted(self.reports, key=lambda report: report.place)

    def family(self) -> "Iterator[Model]":
        """The case and all that was merged into it, at whatever remove."""
        yield self
        for other in self.absorbed:
            yield from other.family()

    def sees(self, who: str) -> bool:
        """Those whose street it is, the unit that has it, those that assist it, the partner it was sent to, and whoever
        reported it."""
        if who in ("stranger", "li"):
            return False
        if who == "gong":
            return self.reporter == who or bool(self.partner)
        reported = any(case.reporter == who for case in self.family())
        if who in HELPERS:
            return reported or HELPERS[who] in self.helping
        return self.unit == "water" or reported if who in OF_UNIT else True

    def refusal(self, who: str, verb: str, outcome: str = "done", *, is_unshown: bool = False) -> str | None:
        """Why not, in the order of the runner; None when the move must be made. `is_unshown` says that there is no
        picture, and why, or that this is accepted."""
        row = self.row(verb)
        if not self.sees(who):
            return "not_found"
        if verb not in self.may[who] or (who in OF_UNIT and self.unit != "water"):
            return "forbidden"
        if row is None:
            return "illegal_move"
        if row.duty and any((before, who) in self.played for before, duty in APART if duty == row.duty):
            return "separation_of_duties"
        if verb == "call_back" and not (who in OF_UNIT or self.reports):
            return "invalid"
        if self.breaks_a_rule(who, verb) or (verb == "self_handle" and outcome in LEFT_OVER):
            return "rule"
        return "on_hold" if verb in ENDING and self.is_held else self.unshown(verb, outcome, is_said=is_unshown)

    def unshown(self, verb: str, outcome: str, *, is_said: bool) -> str | None:
        """Why it does not go without a picture of afterwards, or with the reason why there is none."""
        code = "06010" if verb == "self_handle" else self.class_code
        is_missing = code in self.shows and not self.is_shown and (outcome or "done") in SHOWN
        if verb in HANDING_IN and is_said != is_missing:
            return "invalid" if is_said else "rule"
        if verb == "check_pass" and self.lacks_photo and not is_said:
            return "missing_input"
        is_turned = verb == "close" and outcome in SHOWN and self.outcome not in SHOWN
        return "rule" if is_turned and is_missing else None

    def breaks_a_rule(self, who: str, verb: str) -> bool:
        if verb in ASKED and self.asked not in ASKED[verb][0]:
            return True
        if verb in LEAVING and self.helping:
            return True
        return {
            "hold": self.is_held,
            "release": not self.is_held,
            "request_extension": self.extensions == 2,
            "escalate": self.level == 3,
            "urge": self.is_urged,
            "decline_contest": not self.is_contested,
            # Nobody asks how it was of whom the own unit worked for.
            "call_back": verb == "call_back" and (who in OF_UNIT or self.was_called_in_vain()),
            "receive": not self.is_unreceived,
            "amend": self.class_code == "06010",
            "send_back": self.reporter != "gong",
            "merge": self.reporter == "gong",
            "read_messages": self.unread == 0,
            # The reporters went along into the other case; without any, one may still join while it is open.
            "send_message": self.state in FINAL and not self.reports,
        }.get(verb, False)

    def was_called_in_vain(self) -> bool:
        """Whether the first reporter was called three times after this closing."""
        return self.by_time[0].called.count((self.number, self.reopened)) == 3

    def row(self, verb: str) -> Any:
        is_unshown = "06010" in self.shows and not self.is_shown
        fact = {
            "self_handle": "drawn" if self.is_drawn else "unshown" if is_unshown else "",
            "check_fail": {"": "without_unit", "police": "at_partner"}.get(self.unit, ""),
            "resume": "was_handling" if self.before == "handling" else "",
            "reopen": "was_voided" if self.state == "voided" else "",
            "unmerge": "was_filed" if self.before == "filed" else "",
        }
        return EXPECTED.get((self.state, verb, fact.get(verb, "")))

    def make(self, who: str, verb: str, outcome: str = "", *, is_unshown: bool = False) -> None:
        """The move is made; the outcome is the one that is always given unless another is."""
        row = self.row(verb)
        self.show(verb, is_unshown=is_unshown)
        self.before = self.state if row.target in ("suspended", "merged") else self.before
        self.state = row.target or self.state
        self.version += 1
        self.unit = UNIT_AFTER.get(verb, self.unit)
        self.partner = PARTNER_AFTER.get(verb, self.partner)
        self.asked = "" if verb in ("return", "report_back", "recall") else ASKED.get(verb, ("", self.asked))[1]
        self.extensions = 0 if verb == "reopen" else self.extensions + (verb == "approve_extension")
        self.level += verb == "escalate"
        self.is_urged = verb == "urge" or (self.is_urged and verb not in MOVES_OF_THE_UNIT)
        self.reopened += verb == "reopen"
        if verb == "call_back":
            self.by_time[0].called.append((self.number, self.reopened))
        self.answer_contester(verb)
        self.class_code = {"file": self.files_as, "self_handle": "06010", "amend": "06010"}.get(verb, self.class_code)
        self.is_due = DUE_AFTER.get(row.target, self.is_due) if row.target else self.is_due
        for report in self.reports if verb in ("send_message", "read_messages") else ():
            report.unread = 0
        self.is_unreceived &= verb not in TAKES_IN
        if verb in SAYING:
            self.outcome = outcome or GIVEN[verb].get("outcome", self.outcome)
        elif verb in ("check_fail", "reopen"):
            self.outcome = ""
        self.is_held = {"hold": True, "release": False}.get(verb, self.is_held)
        if row.duty:
            self.played.add((row.duty, who))
        self.history.append((verb, who))
        self.owners.append(owner(self.state, self.unit))

    def show(self, verb: str, *, is_unshown: bool) -> None:
        """A picture counts once the work has begun, and for one round."""
        if verb == "add_photo" and (self.before if self.state == "suspended" else self.state) in BEGUN:
            self.is_shown = True
        if verb in HANDING_IN:
            self.lacks_photo = is_unshown
        if verb in BEGINNING:
            self.is_shown = self.lacks_photo = False

    def answer_contester(self, verb: str) -> None:
        """Opened again, or told why the result stands: what was written counts as read then."""
        if verb == "decline_contest" and self.contester:
            self.contester.unread = 0
            self.contester.declined.add((self.number, self.reopened))
        if verb in ("reopen", "decline_contest"):
            self.contester = None

    def clocks(self) -> set[str]:
        """The clocks that run."""
        return RUNNING.get(self.state, set()) | ({"receive"} if self.is_unreceived else set())

    def engage(self, who: str, unit: str) -> None:
        """Another unit was asked to assist."""
        self.helping.append(unit)
        self.make(who, "engage")

    def disengage(self, who: str, unit: str, *, is_done: bool) -> None:
        """It assists no longer; whoever did what was asked has handled the case."""
        self.helping.remove(unit)
        self.make(who, "disengage")
        self.played |= {("handler", who)} if is_done else set()

    def refusal_of_revealing(self, who: str, report: Reported | None) -> str | None:
        """Why this person does not learn how to reach that reporter, or without one the first."""
        refused = self.refusal(who, "reveal")
        is_there = report in self.reports if report else bool(self.reports)
        return refused or (None if is_there else "invalid")

    def refusal_of_merging(self, who: str, into: "Model") -> str | None:
        """Why these two do not become one."""
        refused = self.refusal(who, "merge")
        if refused:
            return refused
        if into is self:
            return "rule"
        if not into.sees(who) or ("" not in {self.class_code, into.class_code} and self.class_code != into.class_code):
            return "invalid"
        return "illegal_move" if into.state in FINAL else None

    def merge(self, who: str, into: "Model") -> None:
        self.make(who, "merge")
        into.make(who, "absorb")
        self.into = into
        into.absorbed.append(self)
        into.played |= {(duty, actor) for duty, actor in self.played if duty == "observer"}
        into.take(self.reports)

    def refusal_of_parting(self, who: str) -> str | None:
        """Why it does not go its own way again."""
        refused = self.refusal(who, "unmerge")
        return refused or ("illegal_move" if self.into and self.into.state in FINAL else None)

    def part(self, who: str) -> None:
        into = self.into
        assert into is not None
        self.make(who, "unmerge")
        into.make(who, "give_back")
        into.absorbed.remove(self)
        self.into, self.before = None, ""
        own = set(self.family())
        self.take([report for report in into.reports if report.first in own])
        saw = {report.author for report in into.reports if report.author}
        saw |= {who for other in into.absorbed for duty, who in other.played if duty == "observer"}
        into.played -= {(duty, who) for duty, who in self.played if duty == "observer" and who not in saw}

    def take(self, reports: list[Reported]) -> None:
        """Reports belong to this case from now on."""
        for report in list(reports):
            report.case.reports.remove(report)
            self.reports.append(report)
            report.case = self
