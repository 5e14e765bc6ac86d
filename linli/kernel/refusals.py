"""Why the product says no: one table from the reason to the HTTP status.

A refusal is raised anywhere below the web and the API and is turned into an answer in one place. Its sentence, in the
reader's language, is in `linli.kernel.labels`.
"""

from typing import Any

STATUS: dict[str, int] = {
    "malformed": 400,
    "key_missing": 400,
    "sign_in": 401,
    "wrong_credentials": 401,
    "forbidden": 403,
    "only_looking": 403,
    "origin": 403,
    "not_found": 404,
    "illegal_move": 409,
    "separation_of_duties": 409,
    "on_hold": 409,
    "rule": 409,
    "stale": 412,
    "too_large": 413,
    "unsupported_media": 415,
    "invalid": 422,
    "missing_input": 422,
    "wrong_rows": 422,
    "key_reused": 422,
    "broken_image": 422,
    "checksum": 422,
    "version_missing": 428,
    "too_many": 429,
    "busy": 503,
    "no_town": 503,
    "unavailable": 503,
}


class Refusal(Exception):
    """A request that the product understands and does not carry out; nothing has been written.

    `code` is a key of STATUS. `field` names the input at fault, when there is one. `words` fill the sentence;
    `attempt` is what the log of refused attempts will hold, when this is one for it.
    """

    def __init__(self, code: str, *, field: str | None = None, **words: object) -> None:
        self.code = code
        self.status = STATUS[code]
        self.field = field
        self.words = words
        self.attempt: dict[str, Any] = {}
        super().__init__(code, field, words)

    def __reduce__(self) -> tuple[Any, ...]:
        """Comes whole from another process."""
        return _again, (self.code, self.field, self.words)


def _again(code: str, field: str | None, words: dict[str, object]) -> "Refusal":
    return Refusal(code, field=field, **words)


def invalid(field: str, reason: str, **words: object) -> Refusal:
    """One input that cannot be accepted; `reason` is a key of `labels.REASONS`."""
    return Refusal("invalid", field=field, reason=reason, **words)
