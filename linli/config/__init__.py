"""The top floor: settings, addresses, the commands. Whatever is imported from here finds its settings."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
