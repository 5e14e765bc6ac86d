"""What is asked when a reporter is called back after a closing (回访), how often and until when. Pure."""

from datetime import timedelta
from enum import StrEnum

# So often a reporter is called after one closing, and so long after it one waits to be called.
MOST_CALLS = 3
CALLED_WITHIN = timedelta(days=30)
# Whether whoever was called answered.
REACHED, UNREACHED = "yes", "no"


class Solved(StrEnum):
    """Whether the matter is settled, as the reporter says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
