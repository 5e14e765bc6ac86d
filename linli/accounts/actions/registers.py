"""Changing what units there are, row by row."""

from linli.accounts import queries
from linli.kernel import actions, registers
from linli.kernel.actions import Step
from linli.kernel.models import Register
from linli.kernel.registers import REGISTER, Values


@actions.move("unit.change", of=Register, table=REGISTER, fact="unit.changed")
def change_unit(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes, retires or takes out a unit; see `kernel.registers.change`. A retired one gets no new cases."""
    registers.change(step, queries.UNITS, row, values, seen)
