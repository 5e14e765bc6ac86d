"""Cases, reports, and what they are sorted by."""

from linli.cases.models.aside import Application, Task, Transfer
from linli.cases.models.cases import NEXT_DUE, Case, Hold, Photo, Remark
from linli.cases.models.classes import EventClass, Scheme, Standard
from linli.cases.models.filters import FirstFilter, SavedFilter
from linli.cases.models.imports import ImportedRow, ImportFile
from linli.cases.models.oversight import Look, Retention, RetentionRun
from linli.cases.models.register import CONTACT
from linli.cases.models.reports import CallBack, Contact, Message, Rating, Report
from linli.cases.models.routing import Matter, MatterList, Route
from linli.cases.models.words import Phrase, ReplyTemplate, StageLimit

__all__ = [
    "CONTACT",
    "NEXT_DUE",
    "Application",
    "CallBack",
    "Case",
    "Contact",
    "EventClass",
    "FirstFilter",
    "Hold",
    "ImportFile",
    "ImportedRow",
    "Look",
    "Matter",
    "MatterList",
    "Message",
    "Photo",
    "Phrase",
    "Rating",
    "Remark",
    "ReplyTemplate",
    "Report",
    "Retention",
    "RetentionRun",
    "Route",
    "SavedFilter",
    "Scheme",
    "StageLimit",
    "Standard",
    "Task",
    "Transfer",
]
