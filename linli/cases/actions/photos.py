"""Pictures of the matter."""

from linli.cases import queries, rules
from linli.cases.models import Case, Photo
from linli.cases.workflow import AT_THE_DESK, CASE, has_begun
from linli.kernel import actions, files
from linli.kernel.actions import Step, Target
from linli.kernel.actor import Actor
from linli.kernel.images import (
    BrokenImage,
    DecodersBusy,
    ImageTooLarge,
    Sanitised,
    UnsupportedImage,
    sanitise,
)
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory


@actions.move("case.add_photo", of=Case, table=CASE, fact="case.photo_added")
def _add_photo(step: Step[Case], photo: Photo | None, *, sha256: str = "", is_after: bool = False) -> None:
    """What tells a repeated request is the digest of what was sent: the row, which changes as it is kept, is none of
    its inputs."""
    if photo is None:
        raise Refusal("unavailable")
    report_id = step.look_up(queries.own_report, step.actor, step.obj).pk if step.actor.code else None
    if not step.is_past:
        _refuse_beyond_the_most(step.actor, step.obj, report_id)
        # Whoever loads the past brings it once for all who show it.
        step.also(photo.file)
    photo.case = step.obj
    photo.report_id = report_id
    photo.version = step.obj.version + 1
    photo.added_at = step.at
    photo.is_after = step.actor.is_staff and _is_after(step.obj, is_said=is_after)
    if photo.is_after:
        _refuse_the_same(step, photo)
        # What was handed in without one stays so: whoever checks says whether the late picture shows it.
        step.obj.has_after_photo = True
    step.also(photo)
    step.record(stored=photo.file_id, sent=photo.sent_sha256, after=photo.is_after)
    step.tell(stored=photo.file_id)


def add_photo(actor: Actor, number: str, *, data: bytes, sha256: str, is_after: bool = False) -> Photo:
    """Adds a picture by the digest of the bytes sent; the same picture again changes nothing, and shows nothing new.
    One that comes by a code belongs to that report. `is_after` says that it shows the matter settled though it is at
    the desk still; one that is taken by those who work here once the work has begun does so anyway.

    What is kept is re-encoded, without metadata. Raises Refusal `checksum`, `unsupported_media`, `too_large`,
    `broken_image`, `not_found`, `busy`, `unavailable`, `rule` for one of afterwards that the case has already.
    """
    rules.check_digest(data, sha256)
    with territory(actor):
        case = queries.one(actor, number)
        earlier = queries.photo_sent(actor, case, sha256)
        if earlier:
            return earlier
        may_add = "add_photo" in CASE.verbs(case.state) and actor.may("case.add_photo", case)
        if may_add:
            _refuse_beyond_the_most(actor, case, queries.own_report(actor, case).pk if actor.code else None)
    if not may_add:
        # The runner says why and remembers the attempt; nothing is decoded or written for it. Should the case take
        # pictures again by now, it is to be sent again.
        _add_photo(actor, number, None)
    photo = picture(data, sha256)
    aim = Target(number, key=f"photo:{number}:{photo.sent_sha256[:40]}")
    _add_photo(actor, aim, photo, sha256=photo.sent_sha256, is_after=is_after)
    with territory(actor):
        return queries.photo_sent(actor, queries.one(actor, number), sha256) or photo


def picture(data: bytes, sha256: str) -> Photo:
    """A picture of no case yet, its bytes cleaned and kept. Raises Refusal as `clean_picture`."""
    kept = clean_picture(data)
    row = files.row_for(kept.data, kept.content_type, kept.width, kept.height)
    return Photo(sent_sha256=sha256.lower(), file=row)


def _is_after(case: Case, *, is_said: bool) -> bool:
    return has_begun(case.state, case.state_before) or (is_said and case.state in AT_THE_DESK)


def _refuse_the_same(step: Step[Case], photo: Photo) -> None:
    """What was there before the work cannot show it, however it was saved and sent: what is kept of it is the same."""
    if not step.is_past and queries.has_photo(step.actor, step.obj, photo.file_id):
        raise Refusal("rule", rule="same_photo")


def _refuse_beyond_the_most(actor: Actor, case: Case, report_id: int | None) -> None:
    """Each report may have so many, and those who work here as many together: nobody uses up another's."""
    if queries.photo_count(actor, case, report_id) >= rules.MOST_PHOTOS:
        raise invalid("photo", "too_many_photos", most=rules.MOST_PHOTOS)


def clean_picture(data: bytes) -> Sanitised:
    """The picture as it may be kept.

    Raises Refusal `unsupported_media` (415), `too_large` (413), `broken_image` (422), `busy` (503).
    """
    try:
        return sanitise(data, files.turns())
    except UnsupportedImage as error:
        raise Refusal("unsupported_media") from error
    except ImageTooLarge as error:
        raise Refusal("too_large") from error
    except BrokenImage as error:
        raise Refusal("broken_image") from error
    except DecodersBusy as error:
        raise Refusal("busy") from error
