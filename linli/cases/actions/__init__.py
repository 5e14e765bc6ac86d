"""Everything that is written about cases, called through this module: `cases.actions.dispatch(actor, number, …)`."""

from linli.cases.actions.audit import export_audit, verify_audit, view_audit
from linli.cases.actions.exports import export
from linli.cases.actions.imports import (
    load_classes,
    load_history,
    load_routes,
    load_schemes,
    load_standards,
    reserve_cases,
)
from linli.cases.actions.incoming import bring_in, take_back
from linli.cases.actions.messages import answer_message, note, read_messages, send_message
from linli.cases.actions.moves import (
    accept,
    become_overdue,
    check_fail,
    check_pass,
    close,
    dispatch,
    file,
    hold,
    release,
    report_back,
    return_,
    self_handle,
    start,
    void,
)
from linli.cases.actions.own_data import copy, correct, erase, withdraw
from linli.cases.actions.photos import add_photo
from linli.cases.actions.ratings import contest, rate
from linli.cases.actions.registers import change_class, change_route, change_scheme, replace_standard
from linli.cases.actions.reports import Filed, join, report, reveal
from linli.cases.actions.retention import change_retention, expire, run_retention
from linli.cases.actions.tables import begin_import, finish_import, take_in, take_out, undo_import

__all__ = [
    "Filed",
    "accept",
    "add_photo",
    "answer_message",
    "become_overdue",
    "begin_import",
    "bring_in",
    "change_class",
    "change_retention",
    "change_route",
    "change_scheme",
    "check_fail",
    "check_pass",
    "close",
    "contest",
    "copy",
    "correct",
    "dispatch",
    "erase",
    "expire",
    "export",
    "export_audit",
    "file",
    "finish_import",
    "hold",
    "join",
    "load_classes",
    "load_history",
    "load_routes",
    "load_schemes",
    "load_standards",
    "note",
    "rate",
    "read_messages",
    "release",
    "replace_standard",
    "report",
    "report_back",
    "reserve_cases",
    "return_",
    "reveal",
    "run_retention",
    "self_handle",
    "send_message",
    "start",
    "take_back",
    "take_in",
    "take_out",
    "undo_import",
    "verify_audit",
    "view_audit",
    "void",
    "withdraw",
]
