"""The one password of all accounts of the demo town, known to everybody."""

PASSWORD = "linli-demo-2026"
