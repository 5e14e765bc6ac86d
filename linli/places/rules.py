"""Pure decisions about places."""

from linli.kernel.refusals import invalid


def segment(code: str) -> str:
    """An area's part of a path: its code without the zeros that fill it up to 12 digits."""
    if len(code) != 12:
        return code
    for length in (4, 6, 9):
        if not code[length:].strip("0"):
            return code[:length]
    return code


# The first two digits of division codes, by GB/T 2260.
PROVINCES = frozenset(
    {
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"),
        *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54"),
        *("61", "62", "63", "64", "65", "71", "81", "82"),
    }
)


def street_code(given: str) -> str:
    """The twelve digits of a street, whose last three may be left out. Raises Refusal `invalid`."""
    code = "".join(given.split())
    code += "000" * (len(code) == 9)
    if len(code) != 12 or not (code.isascii() and code.isdigit()):
        raise invalid("code", "bad_street_code")
    if code[:2] not in PROVINCES:
        raise invalid("code", "unknown_division", begins=code[:2])
    if not code.endswith("000") or code[6:9] == "000":
        raise invalid("code", "not_a_street")
    return code
