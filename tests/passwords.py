"""Passwords of the tests are hashed by the product's own algorithm, but cheaply: what a hash costs proves nothing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


def hash_cheaply() -> None:
    """For this process. What it hashes is read by every other."""
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 64
    Argon2PasswordHasher.parallelism = 1
