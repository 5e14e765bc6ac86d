"""Everything that is written about cases, called through this module: `cases.actions.dispatch(actor, number, …)`."""

from linli.cases.actions.imports import load_classes, load_history
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
from linli.cases.actions.photos import add_photo
from linli.cases.actions.registers import change_class
from linli.cases.actions.reports import Filed, report, reveal

__all__ = [
    "Filed",
    "accept",
    "add_photo",
    "become_overdue",
    "change_class",
    "check_fail",
    "check_pass",
    "close",
    "dispatch",
    "file",
    "hold",
    "load_classes",
    "load_history",
    "release",
    "report",
    "report_back",
    "return_",
    "reveal",
    "self_handle",
    "start",
    "void",
]
