"""Pure decisions about places."""


def segment(code: str) -> str:
    """An area's part of a path: its code without the zeros that fill it up to 12 digits."""
    if len(code) != 12:
        return code
    for length in (4, 6, 9):
        if not code[length:].strip("0"):
            return code[:length]
    return code
