"""`linli init`: keys and the first administrator of an empty installation."""

import argparse

from linli.config import administration


def run(arguments: argparse.Namespace) -> int:
    """Begin; where something has begun already, say so and change nothing."""
    ask = administration.password_from_stdin if arguments.password_stdin else administration.typed_password
    for line in administration.begin(arguments.username, arguments.name, ask):
        print(line)
    return 0
