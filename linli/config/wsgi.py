"""Everything but the live stream, for any WSGI server."""

from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
# A second of work for which the first visitor of each process would wait.
import_module(settings.ROOT_URLCONF)
