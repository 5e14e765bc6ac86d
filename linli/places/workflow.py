"""The loop of a division that is planned ahead of its day."""

from linli.kernel.workflow import T, Workflow

PLANNED = "planned"
# The clock that fires on the day.
BEGINS = "division"
DIVISION = Workflow(
    "division",
    initial=PLANNED,
    final=frozenset({"in_force", "cancelled", "unfit"}),
    moves=(
        T("take_effect", (PLANNED,), "in_force"),
        T("set_aside", (PLANNED,), "unfit", requires=("reason",)),
        T("cancel", (PLANNED,), "cancelled"),
    ),
)
