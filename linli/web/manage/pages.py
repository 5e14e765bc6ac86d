"""Every register that has pages, in the order in which they are listed."""

from collections.abc import Mapping

from linli.web.manage.classes import CLASSES, SCHEMES, STANDARDS
from linli.web.manage.frame import Page
from linli.web.manage.routes import ROUTES

PAGES: Mapping[str, Page] = {page.name: page for page in (CLASSES, STANDARDS, SCHEMES, ROUTES)}
