"""Imports that were begun by page, done by the worker: one at a time, whatever was ordered first.

What is to be done is in the database, so that a fact that comes twice, a killed worker and a lost job change nothing.
"""

import time

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError
from procrastinate.contrib.django import app

from linli.cases import actions
from linli.cases.actions.tables import BRING_IN
from linli.cases.adapters.tables import run, uploads
from linli.cases.adapters.tables.faults import TableError
from linli.cases.adapters.tables.run import Order
from linli.cases.models import ImportFile
from linli.cases.queries import imports
from linli.cases.queries.imports import WORKER
from linli.kernel.actor import machine
from linli.kernel.jobs import STOPPING
from linli.kernel.outbox import Fact, hears
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory

# The job of each minute and the hearing of a fact wait for each other.
ALONE = f"{__name__}.begin"


@hears("import.begun", alone=True)
@hears("import.gone_on", alone=True)
@hears("import.undone", alone=True)
def begin(fact: Fact) -> None:
    """Begins at once."""
    work_off()


def work_off() -> None:
    """Brings in and takes out what waits, until nothing does or the worker is asked to stop."""
    done = set[int]()
    while not STOPPING.is_set():
        with territory(WORKER):
            file = next((each for each in imports.waiting() if each.pk not in done), None)
        if file is None:
            return
        done.add(file.pk)
        try:
            _bring_in(file) if file.doing == BRING_IN else _take_out(file)
        except Refusal as refusal:
            # Somebody stopped or undid it meanwhile.
            structlog.get_logger().info("import left", number=file.batch.number, code=refusal.code)
        except DatabaseError as error:
            _refuse_to_stop_others(error, file)


@app.periodic(cron="* * * * *")
@app.task(name="cases.imports", queue="tidy", queueing_lock="cases.imports", lock=ALONE, pass_context=False)
def go_on(timestamp: int) -> None:
    """Goes on with what a worker left when it was stopped or killed."""
    work_off()


@app.periodic(cron="47 * * * *")
@app.task(name="cases.forget_uploads", queue="tidy", queueing_lock="cases.forget_uploads", pass_context=False)
def forget_uploads(timestamp: int) -> None:
    """Throws away uploads whose time is over."""
    uploads.forget(time.time() - uploads.KEPT.total_seconds())


def _bring_in(file: ImportFile) -> None:
    """From the first row on: those that are in already are seen. A file that cannot be read stops it."""
    by, upload = machine(f"import:{file.batch.number}"), uploads.find(file.upload)
    if upload is None:
        actions.stop_import(by, file.batch.number, fault="no_upload")
        return
    try:
        with upload.faults_heard() as hear:
            order = Order(by, upload.table, upload.mapping(), stop=STOPPING.is_set, fault=hear, batch=file.batch.number)
            tally = run.bring_in(order)
    except TableError as error:
        actions.stop_import(by, file.batch.number, fault=error.faults[0].code)
        return
    except DatabaseError as error:
        _refuse_to_stop_others(error, file)
        actions.stop_import(by, file.batch.number, fault="broken_off")
        return
    if not tally.is_stopped:
        upload.throw_table_away()


def _refuse_to_stop_others(error: DatabaseError, file: ImportFile) -> None:
    """Tells the log of a file that would break again at once, and whatever waits behind it with it. Raises the error
    when it is the database that is gone: then all of them wait."""
    if isinstance(error, OperationalError | InterfaceError):
        raise error
    structlog.get_logger().exception("import broken off", number=file.batch.number)


def _take_out(file: ImportFile) -> None:
    run.undo(machine(f"import:{file.batch.number}"), file.batch.number, file.reason, stop=STOPPING.is_set)
    upload = uploads.find(file.upload)
    if upload and not STOPPING.is_set():
        uploads.discard(upload)
