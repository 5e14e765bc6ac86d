"""Changing what kinds of matter there are, row by row."""

from linli.cases import queries
from linli.kernel import actions, registers
from linli.kernel.actions import Step
from linli.kernel.models import Register
from linli.kernel.registers import REGISTER, Values


@actions.move("class.change", of=Register, table=REGISTER, fact="class.changed")
def change_class(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out an event class; see `kernel.registers.change`."""
    registers.change(step, queries.CLASSES, row, values, seen)
