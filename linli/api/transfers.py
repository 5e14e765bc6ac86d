"""What outside units (110, 12345) send in."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.responses import Status
from pydantic import StringConstraints

from linli.api import door
from linli.api.document import ETAG, KEY, LOCATION, WRITING, headers, says
from linli.api.fields import NO_NUL, Input, Short
from linli.api.moves import Moved
from linli.api.reports import Place, spot_of
from linli.cases import actions, rules

router = Router(tags=["transfers"])


class Sent(Input):
    """A matter, and the number that it has where it comes from."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=rules.LONGEST_TEXT, pattern=NO_NUL)]
    place: Place
    external_number: Short
    class_code: Annotated[str, StringConstraints(max_length=12, pattern=NO_NUL)] = ""


@router.post(
    "/transfers",
    operation_id="case.transfer_in",
    response=says({201: Moved}, WRITING | {409, 413, 415}),
    openapi_extra=headers(KEY, gives={**ETAG, **LOCATION}, status=201),
)
def transfer_in(request: HttpRequest, response: HttpResponse, payload: Sent) -> Status[Moved]:
    """Sends a matter in. Whether it was received, what became of it and why it may have been sent back is in the
    case, which stays open to the sender."""
    receipt = actions.transfer_in(
        door.actor_of(request),
        rules.check_key(request.headers.get("Idempotency-Key")),
        text=payload.text,
        spot=spot_of(payload.place),
        external_number=payload.external_number,
        class_code=payload.class_code,
    )
    response["Location"] = f"/api/v1/cases/{receipt.number}"
    response["ETag"] = door.etag(receipt.version)
    told = Moved(number=receipt.number, state=receipt.state, version=receipt.version, at=receipt.at)
    return Status(201, told)
