"""Pictures of the matter."""

from hashlib import sha256 as digest_of

import pytest

from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.cases.actions import photos
from linli.kernel import files
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, in_state, lines_of, picture, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_a_picture_is_kept_drawn_anew_and_found_by_the_digest_of_what_was_sent(world: World) -> None:
    number = in_state(world, "handling")
    data, sha256 = picture()
    photo = cases.add_photo(world.zhao, number, data=data, sha256=sha256.upper())
    assert photo.sent_sha256 == sha256
    assert files.path_of(photo.file_id).exists()
    (shown,) = lines_of(number)[-1].photos
    assert shown.file_id == photo.file_id


def test_the_same_picture_again_changes_nothing(world: World) -> None:
    number = world.report()
    data, sha256 = picture()
    first = cases.add_photo(world.lin, number, data=data, sha256=sha256)
    again = cases.add_photo(world.holder(number), number, data=data, sha256=sha256)
    assert first.pk == again.pk
    assert case_of(number).version == 2


def test_the_reporter_adds_pictures_by_the_code_and_only_to_the_own_report(world: World) -> None:
    number, other = in_state(world, "handling"), world.report()
    data, sha256 = picture()
    photo = cases.add_photo(world.holder(number), number, data=data, sha256=sha256)
    assert not photo.is_after
    with refused("not_found"):
        cases.add_photo(world.holder(number), other, data=data, sha256=sha256)


def test_what_staff_photograph_once_the_work_has_begun_shows_the_matter_afterwards(world: World) -> None:
    before, after = world.report(), in_state(world, "handling")
    data, sha256 = picture()
    assert not cases.add_photo(world.lin, before, data=data, sha256=sha256).is_after
    assert cases.add_photo(world.zhao, after, data=data, sha256=sha256).is_after


def test_bytes_that_did_not_arrive_whole_are_refused(world: World) -> None:
    number = world.report()
    with refused("checksum"):
        cases.add_photo(world.lin, number, data=picture()[0], sha256=picture(9)[1])


def test_what_is_no_picture_is_refused(world: World) -> None:
    data = b"<svg/>"
    with refused("unsupported_media"):
        cases.add_photo(world.lin, world.report(), data=data, sha256=digest_of(data).hexdigest())


def test_a_case_has_only_so_many_pictures(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_PHOTOS", 1)
    number = world.report()
    cases.add_photo(world.lin, number, data=picture(1)[0], sha256=picture(1)[1])
    with refused("invalid", field="photo", reason="too_many_photos", most=1):
        cases.add_photo(world.lin, number, data=picture(2)[0], sha256=picture(2)[1])
    with territory(EYE):
        assert len(queries.photos(EYE, queries.one(EYE, number))) == 1


def test_a_picture_is_shown_only_with_its_own_case(world: World) -> None:
    number, other = world.report(), world.report()
    photo = cases.add_photo(world.lin, number, data=picture()[0], sha256=picture()[1])
    with territory(EYE):
        assert queries.photo(EYE, queries.one(EYE, number), photo.file_id).pk == photo.pk
        with refused("not_found"):
            queries.photo(EYE, queries.one(EYE, other), photo.file_id)


def test_a_picture_that_would_be_refused_leaves_no_bytes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*_: object) -> None:
        raise AssertionError("decoded")

    ended = world.drive(world.report(), "void")
    monkeypatch.setattr(photos, "sanitise", decode)
    data, sha256 = picture()
    with refused("illegal_move"):
        cases.add_photo(world.lin, ended, data=data, sha256=sha256)


def test_a_case_that_takes_pictures_again_since_it_was_looked_at_asks_for_another_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = world.report()
    data, sha256 = picture()
    with monkeypatch.context() as looked_at:
        ended = case_of(number)
        ended.state = "closed"
        looked_at.setattr(queries, "one", lambda *_: ended)
        with refused("unavailable"):
            cases.add_photo(world.lin, number, data=data, sha256=sha256)
    assert case_of(number).version == 1
    cases.add_photo(world.lin, number, data=data, sha256=sha256)
