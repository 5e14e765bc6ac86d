"""`linli verify-audit DUMP --checkpoints DIR`: check an audit trail without a database."""

import argparse
import sys

from linli.kernel import verifier


def run(arguments: argparse.Namespace) -> int:
    """Hand over to the verifier, whose status tells whether the trail is whole."""
    return verifier.main(arguments.dump, arguments.checkpoints, sys.stdout)
