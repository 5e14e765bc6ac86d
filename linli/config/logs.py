"""Logs as JSON lines on standard error: what happened, never whom it concerned.

A traceback is reduced to the kind of error and the places it came through: an error's own words may quote a value, and
the address of a private link is a secret.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
# They name addresses and, by them, tracking codes; faults are told by `report_fault` instead.
SILENCED = ("django.request", "django.security", "granian.access")
ONLY_ERRORS = ("procrastinate", "axes")


def configure(_: dict[str, Any]) -> None:
    """Sets up logging for the whole process."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        reduce_traceback,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in SILENCED:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    for name in ONLY_ERRORS:
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def report_fault(view: str) -> None:
    """Tells of the exception that is being handled, by the view's name."""
    structlog.get_logger("linli.fault").error("fault", view=view, exc_info=True)


def reduce_traceback(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Puts the kind of error and the lines of code in the place of an exception."""
    found = _exception(event.pop("exc_info", None))
    if found:
        kind, _, trace = found
        event["error"] = f"{kind.__module__}.{kind.__qualname__}"
        event["frames"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    return event


def _exception(given: Any) -> ExcInfo | None:
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    found = given if isinstance(given, tuple) else sys.exc_info() if given else None
    return found if found and found[0] else None
