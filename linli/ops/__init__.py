"""Running Linli on a machine: the embedded database, the supervisor, the doctor. No Django, no floor."""
