"""What goes wrong on a machine, told to the person who can put it right."""


class OperationError(Exception):
    """Something on this machine stands in the way: the message names it, the remedy is a thing to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  办法 · Remedy: {self.remedy}"
