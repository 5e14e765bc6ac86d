"""The front: one origin and port. The live stream is answered here, everything else by the WSGI application in threads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")

from a2wsgi import WSGIMiddleware

from linli.config.wsgi import application as pages

application = WSGIMiddleware(pages, workers=8)
