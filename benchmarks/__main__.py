"""`make bench`: intake, list, one move and timeline, each beside its floor in the same run."""

import subprocess
import sys

from benchmarks import town


def main() -> int:
    """Builds the town and measures in a process that is told where it is."""
    print(f"a town with {town.CASES} cases is built …", flush=True)
    with town.database() as data:
        return subprocess.run([sys.executable, "-m", "benchmarks.measure", str(data)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
