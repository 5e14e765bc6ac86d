"""The build hook: a wheel carries the pages' files and the compiled translations, so it needs no Node."""

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls this before it packs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is not committed. For an editable install `scripts/bootstrap` does it, step by step."""
        if version == "editable":
            return
        for module in ("linli.ops.assets", "linli.ops.translations"):
            subprocess.run([sys.executable, "-m", module], cwd=self.root, check=True)
