"""Import this first where models are needed outside of a server: it sets Django up."""

import django

django.setup()
