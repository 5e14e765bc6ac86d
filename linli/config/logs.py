"""Logs as JSON lines on standard error: what happened, never whom it concerned."""

import logging
import sys
from typing import Any

import structlog


def configure(_: dict[str, Any]) -> None:
    """Sets up logging for the whole process. Tracebacks carry no local variables, which could be personal."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("procrastinate", "django.request", "axes", "granian.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
